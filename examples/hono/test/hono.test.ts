/** The example as its reader runs it: one command, a password, and a job's log through the gateway in Hono. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { expect, onTestFinished, test } from "vitest";

const program = fileURLToPath(new URL("../src/server.ts", import.meta.url));

const start = async (
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> => {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"], PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const stop = async (): Promise<unknown> => {
    child.kill("SIGTERM");
    return (await ended)[0];
  };
  onTestFinished(async () => void (await stop()));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { url: String(line), stop };
};

test("it asks for its password, shows its page, and a job's log in it equals the file of the log", async () => {
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  const { url, stop } = await start({ RAY_API_SERVER_ADDRESS: server.url, PAGE_PASSWORD: "open sesame" });
  const headers = { authorization: `Basic ${Buffer.from("me:open sesame").toString("base64")}` };
  const log = `${url}/api/jobs/v1/systems/ray/jobs/train-7/log`;
  for (const path of [url, log]) expect((await fetch(path)).status).toBe(401);
  expect(await (await fetch(url, { headers })).text()).toContain("EventSource");

  await using cluster = ray({ address: server.url });
  const entrypoint = 'i=0; while [ $i -lt 50 ]; do echo "line $i: 로그 🚀"; sleep 0.05; i=$((i + 1)); done';
  await cluster.jobs.submit({ entrypoint, submissionId: "train-7" });
  let text = "";
  for (let query = "offset=-1"; ; ) {
    const response = await fetch(`${log}?${query}`, { headers });
    expect(response.ok).toBe(true);
    text += await response.text();
    if (response.headers.get("stream-closed") === "true") break;
    query = `offset=${response.headers.get("stream-next-offset")}&live=long-poll`;
  }
  expect(text).toBe(readFileSync(server.logFile("train-7"), "utf8"));
  // The page only reads.
  const write = await fetch(`${url}/api/jobs/v1/systems/ray/jobs/train-7/stop`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
  });
  expect(write.status).toBe(403);
  expect(await stop()).toBe(0);
});
