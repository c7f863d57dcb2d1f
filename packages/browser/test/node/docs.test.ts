import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { bundle } from "./bundle.ts";
import { openPage } from "./open-page.ts";

const docs = await readFile(new URL("../../../../docs/browsers.md", import.meta.url), "utf8");
const [, proxy = "", script = ""] = /```js\n([\s\S]*?)```[\s\S]*?```ts\n([\s\S]*?)```/.exec(docs) ?? [];

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** The proxy of docs/browsers.md, in front of a reference Ray that requires a token. */
const startProxy = async (): Promise<string> => {
  const token = "hush-hush";
  const server = await startReferenceRay({ token, clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  onTestFinished(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), "jobwire-docs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const html = '<!doctype html><meta charset="utf-8"><pre></pre><script type="module" src="/page.js"></script>';
  await writeFile(join(folder, "index.html"), html);
  await writeFile(join(folder, "page.js"), (await bundle(script)).text);
  await writeFile(join(folder, "proxy.mjs"), proxy);
  const port = await freePort();
  const child = spawn(process.execPath, ["proxy.mjs"], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), RAY_ADDRESS: server.url, RAY_AUTH_TOKEN: token },
    stdio: ["ignore", "inherit", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const origin = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(origin), { timeout: 30_000 });
  return origin;
};

test("the proxy and the page of docs/browsers.md submit, follow and end a job", async () => {
  const origin = await startProxy();
  const page = await openPage();
  await page.goto(origin);
  await expect.poll(() => page.textContent("pre"), { timeout: 30_000 }).toMatch(/^hello$[\s\S]*SUCCEEDED$/m);
});

test("the proxy accepts writes of its own pages only, and only under its own name", async () => {
  const origin = await startProxy();
  const post = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${origin}/ray/api/jobs/`, {
      method: "POST",
      body: '{"entrypoint":"echo hello"}',
      headers: { "content-type": "application/json", ...headers },
    });
  expect((await post({})).status).toBe(403);
  expect((await post({ origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await post({ origin })).status).toBe(200);
  const byName = await fetch(origin.replace("127.0.0.1", "localhost")).then(
    ({ status }) => status,
    () => 403, // where localhost is ::1 first, nothing listens
  );
  expect(byName).toBe(403);
});
