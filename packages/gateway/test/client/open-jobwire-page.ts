import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { onTestFinished } from "vitest";
import { openPage } from "../docs/open-page.ts";
import { listen } from "../streams/listen.ts";

/** The job that the page follows, of the system `ray`. */
export const jobId = "raysubmit_scripted00000000";

const rolldown = fileURLToPath(new URL("../../../../node_modules/.bin/rolldown", import.meta.url));
const client = fileURLToPath(new URL("../../dist/client/browser.js", import.meta.url));

/** What the page runs; the tests call it. */
const script = `
import { gateway } from ${JSON.stringify(client)};
globalThis.follow = async (address, token) => {
  await using client = gateway({ address, token, pollIntervalMs: 100 });
  const { jobs } = client.ray("ray");
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
    const job = await client.ray("ray").jobs.submit({ entrypoint: "true", submissionId: "from-a-page" });
    await job.stop();
    return job.submissionId;
  } catch (error) {
    return error.toJSON();
  }
};`;

/** A page of an origin of its own with Jobwire's client of gateways: `follow` and `submit` are global. Closed after the test. */
export const openJobwirePage = async (): Promise<{ readonly page: Page; readonly origin: string }> => {
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
