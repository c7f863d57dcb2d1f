import { expect, test } from "vitest";
import {
  type AgentLogStyle,
  cutAfter,
  cutAfterPieces,
  type FaultyAgent,
  instead,
  redirect,
  startFaultyAgent,
} from "../../src/index.ts";
import { rawRequest } from "./raw-client.ts";
import { readTail } from "./tail-client.ts";

const encoder = new TextEncoder();
const jobUrl = (agent: FaultyAgent, rest = "") => `${agent.baseUrl}/jobs/${agent.jobId}/${rest}`;
const socketUrl = (agent: FaultyAgent) => jobUrl(agent, "logs/");
const streamUrl = (agent: FaultyAgent) => jobUrl(agent, "logs/stream/");
const log = '가나 🚀\n\n{"loss": 0.1}\rlast';
const event = (message: string) => JSON.stringify({ type: "log", message });
const frameMessages = (frames: readonly string[]) =>
  frames.map((frame) => {
    const { type, message = "" } = JSON.parse(frame) as { type: string; message?: string };
    return `${type}: ${message}`;
  });

test("a WebSocket tail sends each line as an event, then complete, and closes with 1000", async () => {
  await using agent = await startFaultyAgent({ log, status: "SUCCEEDED" });
  const { frames, code } = await readTail(socketUrl(agent));
  expect(frames[0]).toBe(String.raw`{"type": "log", "message": "\uac00\ub098 \ud83d\ude80"}`);
  expect(frameMessages(frames)).toEqual(["log: 가나 🚀", "log: ", 'log: {"loss": 0.1}', "log: last", "complete: "]);
  expect(code).toBe(1000);
  await agent.server.idle();
  expect(agent.server.problems).toEqual([]);
});

test.each<[Partial<AgentLogStyle>, string, string]>([
  [{}, `data: ${event("a b")}\n\ndata: ${event("")}\n\ndata: {"type":"complete"}\n\n`, "text/event-stream"],
  [{ complete: false }, `data: ${event("a b")}\n\ndata: ${event("")}\n\n`, "text/event-stream"],
  [{ stream: "sse-text" }, 'data: a b\n\ndata: \n\ndata: {"type":"complete"}\n\n', "text/event-stream"],
  [{ stream: "json-lines" }, `${event("a b")}\n${event("")}\n{"type":"complete"}\n`, "application/x-ndjson"],
  [{ stream: "plain" }, "a b\n\n", "text/plain"],
])("an HTTP tail as %j", async (style, body, type) => {
  await using agent = await startFaultyAgent({ log: "a b\n\n", status: "SUCCEEDED", style });
  const answer = await fetch(streamUrl(agent));
  // The agent writes JSON as Python does.
  expect((await answer.text()).replaceAll('": "', '":"').replaceAll('", "', '","')).toBe(body);
  expect(answer.headers.get("content-type")).toContain(type);
});

test.each(["text", "binary"] as const)("plain lines over WebSocket, as %s", async (socket) => {
  await using agent = await startFaultyAgent({ log, status: "SUCCEEDED", style: { socket } });
  expect((await readTail(socketUrl(agent))).frames).toEqual(["가나 🚀", "", '{"loss": 0.1}', "last"]);
});

test("without replay a tail begins with the line that is being written", async () => {
  await using agent = await startFaultyAgent({ log: "old\nbeg", status: "RUNNING", style: { replay: false } });
  const seen = readTail(socketUrl(agent), (frames) => {
    if (frames.length === 1) agent.append("next\n");
    if (frames.length === 2) agent.setStatus("STOPPED");
    return false;
  });
  await expect.poll(() => agent.requestsTo("socket").length, { timeout: 30_000 }).toBe(1);
  agent.append("un\n");
  expect(frameMessages((await seen).frames)).toEqual(["log: begun", "log: next", "complete: "]);
});

test("a tail still sends lines that were written before it saw the end", async () => {
  let ended = false;
  await using agent = await startFaultyAgent({
    log: "a\n",
    status(look) {
      if (look === "tail" && !ended) agent.append("last\n");
      ended = true;
      return "SUCCEEDED";
    },
  });
  expect(frameMessages((await readTail(socketUrl(agent))).frames)).toEqual(["log: a", "log: last", "complete: "]);
});

test.each<[AgentLogStyle["plain"], string, string]>([
  ["bytes", log, "text/plain; charset=utf-8"],
  ["json-text", JSON.stringify(log), "application/json; charset=utf-8"],
  ["json-object", JSON.stringify({ logs: log }), "application/json; charset=utf-8"],
])("the plain log, on the WebSocket's path, as %s", async (plain, body, type) => {
  await using agent = await startFaultyAgent({ log, status: "RUNNING", style: { plain } });
  const answer = await fetch(socketUrl(agent));
  expect([await answer.text(), answer.headers.get("content-type")]).toEqual([body, type]);
});

test("every form of the log, cut at every byte, has exactly the bytes before the cut, 32 at a time", async () => {
  await using agent = await startFaultyAgent({ log: log.repeat(3), status: "SUCCEEDED" });
  const urls = [`${socketUrl(agent)}?`, `${streamUrl(agent)}?`];
  const whole = await Promise.all(urls.map(async (url) => (await rawRequest(url)).body));
  const { frames } = await readTail(socketUrl(agent));
  const sizes = frames.map((frame) => encoder.encode(frame).length);
  const wholeFrames = (bytes: number) =>
    sizes.filter((_, n) => sizes.slice(0, n + 1).reduce((a, b) => a + b) <= bytes).length;
  agent.setFault((request) => {
    const k = request.query.get("k");
    return k === null ? undefined : cutAfter(Number(k), (["reset", "fin"] as const)[Number(k) % 2]);
  });
  const differences: string[] = [];
  let next = 0;
  const work = async () => {
    for (let k = next++; k <= (whole[1] as Uint8Array).length + 1; k = next++) {
      for (const [n, url] of urls.entries()) {
        const { body, complete } = await rawRequest(`${url}k=${k}`);
        const all = whole[n] as Uint8Array;
        if (!body.equals(all.subarray(0, k)) || complete !== k > all.length) differences.push(`${url} at ${k}`);
      }
      const tail = await readTail(`${socketUrl(agent)}?k=${k}`);
      if (tail.frames.join() !== frames.slice(0, wholeFrames(k)).join()) differences.push(`socket at ${k}`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  expect(differences).toEqual([]);
  await agent.server.idle();
  expect(agent.openSockets()).toBe(0);
});

test("a tail dropped after each of its frames, by every ending", async () => {
  await using agent = await startFaultyAgent({ log: "a\nb\nc\n", status: "SUCCEEDED" });
  for (const [how, code] of [
    ["reset", 1006],
    ["fin", 1006],
    [{ close: 4401 }, 4401],
    [{ close: 1000 }, 1000],
  ] as const) {
    for (let frames = 0; frames <= 4; frames++) {
      agent.setFault(() => cutAfterPieces(frames, how));
      const seen = await readTail(socketUrl(agent));
      expect([seen.frames.length, seen.code]).toEqual([frames, code]);
      if (typeof how === "object") continue;
      const stream = await rawRequest(streamUrl(agent));
      expect([stream.chunks.length, stream.complete]).toEqual([frames, false]);
    }
  }
});

test("inserted pieces: an error event at the end, a line of 1.2 MB in the middle", async () => {
  await using agent = await startFaultyAgent({ log: "a\nb\n", status: "RUNNING" });
  const error = '{"type": "error", "message": "disk gone"}';
  agent.setFault(() => ({ kind: "splice", after: 1, pieces: [error], cut: { afterPieces: 2, how: { close: 1011 } } }));
  expect(await readTail(socketUrl(agent))).toEqual({ frames: [expect.stringContaining('"a"'), error], code: 1011 });
  agent.setFault(() => ({ kind: "splice", after: 1, pieces: [`data: ${error}\n\n`] }));
  expect(await (await fetch(streamUrl(agent))).text()).toMatch(/"a"\}\n\ndata: \{"type": "error".*\n\n$/s);
  agent.setStatus("FAILED");
  const big = "x".repeat(1_200_000);
  agent.setFault(() => ({ kind: "splice", after: 1, pieces: [big], continues: true }));
  const { frames } = await readTail(socketUrl(agent));
  expect(frames.map((frame) => frame.length)).toEqual([frames[0]?.length, 1_200_000, frames[2]?.length, 20]);
});

test("silence: an open tail without a line, and one that stalls in the middle", async () => {
  await using agent = await startFaultyAgent({
    log: "a\n",
    status: "RUNNING",
    fault: () => cutAfterPieces(1, "stall"),
  });
  const seen = readTail(socketUrl(agent), (frames) => frames.length === 1);
  expect(frameMessages((await seen).frames)).toEqual(["log: a"]);
  await agent.server.idle();
  expect(agent.openSockets()).toBe(0);
});

test("jobs: list, get, stop, field names, status reads; tokens, prefixes, redirects, and missing paths", async () => {
  const looks: string[] = [];
  await using agent = await startFaultyAgent({
    status: (look) => {
      looks.push(look);
      return "Running";
    },
    details: { message: "hello" },
    idField: "job_id",
    statusField: "state",
    token: "agent-token",
    prefix: "/agents/7",
  });
  const headers = { authorization: "agent-token" };
  const get = async (path: string, init: RequestInit = { headers }) => {
    const answer = await fetch(`${agent.baseUrl}${path}`, { redirect: "manual", ...init });
    return [answer.status, await answer.json().catch(() => undefined)];
  };
  const job = { job_id: agent.jobId, state: "Running", message: "hello" };
  expect(await get("/jobs/")).toEqual([200, [expect.objectContaining(job)]]);
  expect(await get(`/jobs/${agent.jobId}/`)).toEqual([200, expect.objectContaining(job)]);
  expect(looks).toEqual(["list", "get"]);
  agent.setStatus("RUNNING");
  expect(await get(`/jobs/${agent.jobId}/stop/`, { headers, method: "POST" })).toEqual([200, { stopped: true }]);
  expect(await get(`/jobs/${agent.jobId}/stop/`, { headers, method: "POST" })).toEqual([200, { stopped: false }]);
  expect(await get("/jobs/nope/")).toEqual([404, { detail: "Job nope not found" }]);
  expect(await get(`/jobs/${agent.jobId}`)).toEqual([404, { detail: "Not Found" }]);
  expect(await get("/health/", {})).toEqual([401, { detail: "Missing agent token" }]);
  expect(await get("/health/", { headers: { authorization: "Bearer agent-token" } })).toEqual([
    401,
    { detail: "Invalid agent token" },
  ]);
  expect((await readTail(socketUrl(agent))).refused).toBe(401);
  agent.addJob("second", { log: "x\n", status: "SUCCEEDED" });
  expect(await (await fetch(`${agent.baseUrl}/jobs/second/logs/`, { headers })).text()).toBe("x\n");
  agent.removeJob("second");
  expect((await get("/jobs/second/"))[0]).toBe(404);
  agent.setFault((request) =>
    request.endpoint === "health" ? instead(redirect("http://localhost/", 307)) : undefined,
  );
  expect((await get("/health/"))[0]).toBe(307);
  expect((await fetch(`${agent.url}/health/`, { headers })).status).toBe(404);
  expect(agent.server.problems).toEqual([]);
  expect(agent.requestsTo("health").map((request) => request.headers["authorization"])).toEqual([
    undefined,
    "Bearer agent-token",
    "agent-token",
  ]);
});
