import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import {
  cutAfterPieces,
  type ReferenceAgent,
  type ReferenceAgentOptions,
  startReferenceAgent,
} from "../../src/index.ts";
import { referenceAgentMixedLog } from "../../src/internal.ts";
import { rawRequest } from "../fault/raw-client.ts";
import { readTail } from "../fault/tail-client.ts";
import { alive } from "../local-jobs/alive.ts";

const start = (options: ReferenceAgentOptions = {}) =>
  startReferenceAgent({ tailPollMs: 10, killAfterMs: 200, ...options });
const getJob = async (agent: ReferenceAgent, id: string) =>
  (await (await fetch(`${agent.baseUrl}/jobs/${id}/`)).json()) as Record<string, unknown>;
const messages = (frames: readonly string[]) =>
  frames.map((frame) => (JSON.parse(frame) as { message?: string }).message);
const mixedLines = referenceAgentMixedLog.split("\n");

test("it begins with finished jobs, a failed and a running one", async () => {
  await using agent = await start();
  const jobs = (await (await fetch(`${agent.baseUrl}/jobs/`)).json()) as Record<string, unknown>[];
  expect(jobs.map((job) => [job["submission_id"], job["status"], job["driver_exit_code"]])).toEqual([
    [agent.first.finished, "SUCCEEDED", 0],
    [agent.first.mixed, "SUCCEEDED", 0],
    [agent.first.failed, "FAILED", 3],
    [agent.first.running, "RUNNING", null],
  ]);
});

test("the mixed log is the same to the byte in all three forms", async () => {
  await using agent = await start();
  const job = `${agent.baseUrl}/jobs/${agent.first.mixed}/logs/`;
  expect(await (await fetch(job)).text()).toBe(referenceAgentMixedLog);
  expect(await readFile(agent.logFile(agent.first.mixed), "utf8")).toBe(referenceAgentMixedLog);
  expect(await readTail(job)).toMatchObject({ code: 1000 });
  expect(messages((await readTail(job)).frames)).toEqual([...mixedLines, undefined]);
  const events = (await (await fetch(`${job}stream/`)).text()).split("\n\n");
  expect(messages(events.slice(0, -1).map((event) => event.slice("data: ".length)))).toEqual([
    ...mixedLines,
    undefined,
  ]);
  agent.setStyle({ stream: "plain" });
  expect(await (await fetch(`${job}stream/`)).text()).toBe(`${referenceAgentMixedLog}\n`);
});

test("both transports follow a running job at once, until it is stopped with all its children", async () => {
  await using agent = await start();
  const entrypoint = "(while true; do echo child; sleep 0.05; done) & echo parent $!; wait";
  const id = await agent.startJob({ entrypoint });
  const job = `${agent.baseUrl}/jobs/${id}`;
  const stream = fetch(`${job}/logs/stream/`).then((answer) => answer.text());
  const stop: Promise<unknown>[] = [];
  const socket = await readTail(`${job}/logs/`, (frames) => {
    if (frames.length === 4) stop.push(fetch(`${job}/stop/`, { method: "POST" }).then((answer) => answer.json()));
    return false;
  });
  expect(await Promise.all(stop)).toEqual([{ stopped: true }]);
  const log = await readFile(agent.logFile(id), "utf8");
  const lines = [...log.trimEnd().split("\n"), undefined];
  expect(messages(socket.frames)).toEqual(lines);
  expect(
    messages(
      (await stream)
        .trimEnd()
        .split("\n\n")
        .map((event) => event.slice(6)),
    ),
  ).toEqual(lines);
  expect(await getJob(agent, id)).toMatchObject({ status: "STOPPED", driver_exit_code: null });
  const child = Number(/parent (\d+)/.exec(log)?.[1]);
  await expect.poll(() => alive(child), { timeout: 30_000 }).toBe(false);
});

test("a job and its tail do not end while a child still writes after the stop", async () => {
  await using agent = await start({ killAfterMs: 5000 });
  const child = `trap "sleep 0.3; echo late; exit" TERM; echo ready; while true; do sleep 0.05; done`;
  const id = await agent.startJob({ entrypoint: `sh -c '${child}' 2>&- & wait` });
  const job = `${agent.baseUrl}/jobs/${id}`;
  const { frames } = await readTail(`${job}/logs/`, (seen) => {
    if (seen.length === 1) void fetch(`${job}/stop/`, { method: "POST" });
    return false;
  });
  expect(messages(frames)).toEqual(["ready", "late", undefined]);
  expect(await getJob(agent, id)).toMatchObject({ status: "STOPPED" });
});

test("a plugin run is a job with its params and its modules", async () => {
  await using agent = await start();
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${agent.baseUrl}/plugin_releases/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { job_id: string };
  };
  const plain = await post("shell@1.0.0/run/", { action: "greet", params: { name: "한글" }, job_id: "mine" });
  expect(plain).toEqual({ job_id: "mine", submission_id: "mine", status: "RUNNING" });
  const modules = { "a.sh": "echo from a module" };
  const debug = await post("run_debug/", { action: "x", params: { entrypoint: "sh a.sh" }, modules });
  const logOf = async (id: string) => (await readTail(`${agent.baseUrl}/jobs/${id}/logs/`)).frames;
  expect(messages(await logOf("mine"))).toEqual(['greet {"name":"한글"}', undefined]);
  expect(messages(await logOf(debug.job_id))).toEqual(["from a module", undefined]);
});

test("scripted faults: a real job's tail is dropped, silent, without replay", async () => {
  await using agent = await start();
  const job = `${agent.baseUrl}/jobs/${agent.first.mixed}/logs/`;
  agent.setFault(() => cutAfterPieces(3, { close: 1011 }));
  expect(await readTail(job)).toMatchObject({ frames: { length: 3 }, code: 1011 });
  agent.setFault(() => cutAfterPieces(2, "stall"));
  const silent = await readTail(job, (frames) => frames.length === 2);
  expect(messages(silent.frames)).toEqual(mixedLines.slice(0, 2));
  agent.setFault(undefined);
  agent.setStyle({ replay: false });
  // The last line has no end yet, so it is the line that is being written.
  expect(messages((await readTail(job)).frames)).toEqual([mixedLines.at(-1), undefined]);
});

test("requires the right credentials", async () => {
  await using agent = await start({ token: "t", userToken: "u", tenant: "n" });
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${agent.baseUrl}/health/`, { headers })).status;
  const all = { authorization: "t", "synapse-user": "Token u", "synapse-tenant": "Token n" };
  expect(await status(all)).toBe(200);
  for (const header of Object.keys(all)) expect(await status({ ...all, [header]: "Token t" })).toBe(401);
  expect((await readTail(`${agent.baseUrl}/jobs/${agent.first.mixed}/logs/`)).refused).toBe(401);
});

test("the 422 lists the errors of a body by field", async () => {
  await using agent = await start();
  const answer = await rawRequest(
    `${agent.url}/resources/feasibility/`,
    "POST",
    "content-type: application/json\r\ncontent-length: 31\r\n",
    '{"kind":"party","num_cpus":"x"}',
  );
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
    422,
    {
      detail: [
        expect.objectContaining({ loc: ["body", "kind"], input: "party" }),
        expect.objectContaining({ loc: ["body", "num_cpus"], input: "x" }),
      ],
    },
  ]);
});

test("close ends every process and removes the logs; a port that is taken leaves nothing behind", async () => {
  const agent = await start();
  const id = await agent.startJob({ entrypoint: "sleep 600 & echo $!; wait" });
  const log = agent.logFile(id);
  await expect.poll(() => readFile(log, "utf8"), { timeout: 30_000 }).toMatch(/\d\n/);
  const child = Number(await readFile(log, "utf8"));
  const open = readTail(`${agent.baseUrl}/jobs/${id}/logs/`);
  await expect.poll(() => agent.requestsTo("socket").length, { timeout: 30_000 }).toBe(1);
  await expect(start({ port: Number(new URL(agent.url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await agent.close();
  await agent.close();
  expect((await open.catch(() => ({ code: 1006 }))).code).toBe(1006);
  expect(existsSync(dirname(log))).toBe(false);
  await expect.poll(() => alive(child), { timeout: 30_000 }).toBe(false);
});
