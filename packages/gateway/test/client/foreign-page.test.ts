import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ray } from "@jobwire/node";
import { startFaultyRay } from "@jobwire/testing";
import type { Page } from "playwright";
import { expect, onTestFinished, test } from "vitest";
import { openPage } from "../docs/open-page.ts";
import { hasChromium } from "../streams/chromium-page.ts";
import { listen } from "../streams/listen.ts";
import { serveGateway } from "./served-gateway.ts";

const jobId = "raysubmit_scripted00000000";
const rolldown = fileURLToPath(new URL("../../../../node_modules/.bin/rolldown", import.meta.url));
const client = fileURLToPath(new URL("../../dist/client/browser.js", import.meta.url));

/** What the page runs; the tests call it. */
const script = `
import { gateway } from ${JSON.stringify(client)};
globalThis.follow = async (address, token) => {
  await using client = gateway({ address, token, pollIntervalMs: 100 });
  const { jobs } = client.ray("training");
  const lines = [];
  for await (const line of jobs.tailLogs(${JSON.stringify(jobId)})) {
    lines.push(line);
    document.title = String(lines.length);
  }
  return lines;
};
globalThis.submit = async (address, token) => {
  await using client = gateway({ address, token, retryForMs: 500 });
  try {
    const job = await client.ray("training").jobs.submit({ entrypoint: "true", submissionId: "from-a-page" });
    await job.stop();
    return job.submissionId;
  } catch (error) {
    return error.toJSON();
  }
};`;

/** A page of an origin of its own with the client. */
const openClient = async (): Promise<{ readonly page: Page; readonly origin: string }> => {
  const folder = await mkdtemp(join(tmpdir(), "jobwire-page-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "page.mjs"), script);
  const output = { dir: ".", entryFileNames: "bundle.js", codeSplitting: false };
  const config = { input: "page.mjs", platform: "browser", output };
  await writeFile(join(folder, "rolldown.config.mjs"), `export default ${JSON.stringify(config)};`);
  await promisify(execFile)(rolldown, ["-c"], { cwd: folder });
  const code = await readFile(join(folder, "bundle.js"), "utf8");
  const pages = await listen(async (request) => {
    const isScript = new URL(request.url).pathname === "/page.js";
    const body = isScript ? code : `<!doctype html><script type="module" src="/page.js"></script>`;
    return new Response(body, { headers: { "content-type": isScript ? "text/javascript" : "text/html" } });
  });
  onTestFinished(pages.close);
  const page = await openPage();
  await page.goto(pages.url);
  await page.waitForFunction("globalThis.submit !== undefined");
  return { page, origin: pages.url };
};

test.skipIf(!hasChromium)(
  "a page of a listed origin follows a job and writes with its token; another page cannot",
  async () => {
    const { page, origin } = await openClient();
    const server = await startFaultyRay({ log: "one\n두 줄\n", status: "RUNNING" });
    const upstream = ray({ address: server.url, pollIntervalMs: 100 });
    const token = "a-token-of-the-page";
    const authorize = ({ headers }: Request): boolean | Response =>
      headers.get("authorization") === `Bearer ${token}` || new Response(null, { status: 401 });
    const served = await serveGateway({ systems: { training: upstream }, authorize, origins: [origin] });
    const closed = await serveGateway({ systems: { training: upstream }, authorize });
    onTestFinished(async () => {
      await served.kill();
      await closed.kill();
      await upstream.close();
      await server.close();
    });
    const call = (name: string, ...args: ReadonlyArray<string>): Promise<unknown> =>
      page.evaluate(`${name}(${args.map((one) => JSON.stringify(one)).join()})`);

    const following = call("follow", served.url, token);
    await page.waitForFunction(`document.title === "2"`);
    await served.kill();
    server.append("<script>three</script>\n");
    await served.start();
    await page.waitForFunction(`document.title === "3"`);
    server.setStatus("SUCCEEDED");
    expect(await following).toEqual(["one", "두 줄", "<script>three</script>"]);

    expect(await call("submit", served.url, token)).toBe("from-a-page");
    expect(server.job("from-a-page")).toBeDefined();
    expect(await call("submit", served.url, "wrong")).toMatchObject({ _tag: "Unauthorized" });
    // A page cannot see why its browser did not send the request.
    expect(await call("submit", closed.url, token)).toMatchObject({ _tag: "CreateOutcomeUnknown" });
    expect(closed.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(served.requests.join()).not.toContain(token);
  },
);
