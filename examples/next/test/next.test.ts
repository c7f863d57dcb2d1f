/** The example as its reader runs it: `next build`, `next start`, and a job's log through the route handler. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ray } from "jobwire";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const next = fileURLToPath(new URL("../node_modules/next/dist/bin/next", import.meta.url));

/** What the environment says to Next must not change the test. */
const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: "production",
  ...more,
});

const start = async (address: string): Promise<string> => {
  const child = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd: folder,
    env: environment({ RAY_API_SERVER_ADDRESS: address }),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let printed = "";
  for await (const piece of child.stdout.setEncoding("utf8") as AsyncIterable<string>) {
    printed += piece;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url !== undefined && printed.includes("Ready")) return url;
  }
  throw new Error(`next start printed no URL: ${printed}`);
};

test("it builds, shows its page, and a job's log in it equals the file of the log", async () => {
  await promisify(execFile)(process.execPath, [next, "build"], { cwd: folder, env: environment() });
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  const url = await start(server.url);

  await using cluster = ray({ address: server.url });
  // It prints the next line when the test has read the last one.
  const seen = await mkdtemp(join(tmpdir(), "jobwire-next-"));
  onTestFinished(() => rm(seen, { recursive: true }));
  const wait = `until [ -e ${seen}/$i ]; do sleep 0.02; done`;
  const entrypoint = `i=0; while [ $i -lt 20 ]; do echo "line $i: 로그 🚀"; ${wait}; i=$((i + 1)); done`;
  await cluster.jobs.submit({ entrypoint, submissionId: "train-7" });
  const page = await fetch(`${url}/?job=train-7`);
  expect(await page.text()).toMatch(/<pre>[\s\S]*role="status"/);

  const log = `${url}/api/jobs/v1/systems/ray/jobs/train-7/log`;
  let text = "";
  let pieces = 0;
  for (let query = "offset=-1&live=sse"; ; ) {
    const response = await fetch(`${log}?${query}`);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    for await (const piece of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      text += piece;
      pieces += 1;
      for (const [, line] of text.matchAll(/^data: ?line (\d+)/gm)) await writeFile(join(seen, line ?? ""), "");
    }
    if (text.includes('"streamClosed":true')) break;
    query = `offset=${/"streamNextOffset":"(\d+)"/g.exec(text)?.[1] ?? ""}&live=sse`;
  }
  // Next holds nothing back until the end.
  expect(pieces).toBeGreaterThan(5);
  const read = [...text.matchAll(/^data: ?(line .*)$/gm)].map(([, line]) => `${line}\n`).join("");
  const file = readFileSync(server.logFile("train-7"), "utf8");
  expect(read).toBe(file.match(/^line .*\n/gm)?.join(""));

  const head = await fetch(log, { method: "HEAD" });
  expect([head.status, head.headers.get("stream-closed")]).toEqual([200, "true"]);
  expect(await (await fetch(`${log}?offset=-1`)).text()).toBe(file);
  // The page only reads.
  const headers = { "content-type": "application/json" };
  expect((await fetch(`${url}/api/jobs/v1/systems/ray/jobs/train-7/stop`, { method: "POST", headers })).status).toBe(
    403,
  );
});
