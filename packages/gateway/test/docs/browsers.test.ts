/** The server and the page of docs/browsers.md as shown: the page submits a job through the gateway and follows it to its end. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { docProgram, onRuntime, projectFolder } from "./doc-program.ts";
import { openPage } from "./open-page.ts";
import { quickRay } from "./quick-ray.ts";
import { serveProgram } from "./run-program.ts";

const rolldown = fileURLToPath(new URL("../../../../node_modules/.bin/rolldown", import.meta.url));
const heading = "Put the gateway on your own origin";

const startServer = async (): Promise<string> => {
  const token = "hush-hush";
  const ray = await quickRay(token);
  const folder = projectFolder();
  const html = '<!doctype html><meta charset="utf-8"><pre></pre><script type="module" src="/page.js"></script>';
  writeFileSync(join(folder, "index.html"), html);
  writeFileSync(join(folder, "page.ts"), docProgram("browsers.md", heading, "ts"));
  // The server of the page has one file for it.
  const output = { dir: ".", entryFileNames: "[name].js", codeSplitting: false };
  const config = { input: "page.ts", platform: "browser", external: ["node:module"], output };
  writeFileSync(join(folder, "rolldown.config.mjs"), `export default ${JSON.stringify(config)};`);
  await promisify(execFile)(rolldown, ["-c"], { cwd: folder });
  writeFileSync(join(folder, "server.mjs"), onRuntime(docProgram("browsers.md", heading, "js"), "node"));
  return serveProgram([process.execPath, "server.mjs"], folder, {
    RAY_API_SERVER_ADDRESS: ray.url,
    RAY_AUTH_TOKEN: token,
  });
};

test("the page submits, follows and ends a job", async () => {
  const origin = await startServer();
  const page = await openPage();
  await page.goto(origin);
  await expect.poll(() => page.textContent("pre"), { timeout: 30_000 }).toMatch(/^hello$[\s\S]*SUCCEEDED$/m);
});

test("the server accepts writes of its own pages only", async () => {
  const origin = await startServer();
  const post = async (headers: Record<string, string>): Promise<number> =>
    (
      await fetch(`${origin}/api/jobs/v1/systems/ray/jobs`, {
        method: "POST",
        body: '{"entrypoint":"echo hello"}',
        headers: { "content-type": "application/json", ...headers },
      })
    ).status;
  expect(await post({ origin: "https://elsewhere.example" })).toBe(403);
  expect(await post({ origin })).toBe(201);
});
