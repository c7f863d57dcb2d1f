import { isJobwireError, type JobwireError, type TailOptions } from "@jobwire/core";
import { drop, http, json, text } from "@jobwire/testing";
import { cutAfter, instead, rewrite } from "@jobwire/testing/faults";
import { expect, onTestFinished, test } from "vitest";
import { gateway } from "../../src/client/node.ts";
import { until } from "../support/until.ts";
import { events, jobId, type ScriptedGateway, startScriptedGateway } from "./scripted-gateway.ts";

const numbered = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `line ${from + n}\n`).join("");
const linesOf = (log: string): ReadonlyArray<string> => log.split("\n").slice(0, -1);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A tail under way. */
const follow = (server: ScriptedGateway, options: TailOptions = {}) => {
  const client = gateway({ address: server.url, pollIntervalMs: 100, retryAuthForMs: 20_000 });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  const lines: Array<string> = [];
  const over = (async () => {
    for await (const line of client.ray("training").jobs.tailLogs(jobId, options)) lines.push(line);
  })();
  const failed: Promise<JobwireError> = over.then(
    () => Promise.reject(new Error("the tail ended without an error")),
    (error: unknown) => (isJobwireError(error) ? error : Promise.reject(error)),
  );
  failed.catch(() => {});
  return { client, lines, over, failed };
};

test("a log is read by chunks, then followed by one response, and ends with it", async () => {
  const log = numbered(500);
  const server = await startScriptedGateway({ log });
  const { lines, over } = follow(server);
  await until(() => lines.length === 500);
  for (let n = 0; n < 20; n++) {
    server.job.append(`new ${n}\n`);
    await until(() => lines.length === 501 + n);
  }
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(lines).toEqual([...linesOf(log), ...Array.from({ length: 20 }, (_, n) => `new ${n}`)]);
  // The chunks, and the one that proves the end.
  expect(server.requestsTo("log").length).toBe(Math.ceil(log.length / 1000) + 1);
  expect(server.requestsTo("live").length).toBe(1);
  expect(server.requestsTo("get").length).toBe(2);
  expect(server.server.problems).toEqual([]);
});

test("a terminal status does not end a tail before the log is closed", async () => {
  const server = await startScriptedGateway({ log: numbered(3), status: "SUCCEEDED" });
  const { lines, over } = follow(server);
  await until(() => lines.length === 3);
  const ended = over.then(() => true);
  expect(await Promise.race([ended, sleep(2_000)])).toBeUndefined();
  server.job.append("late\n");
  await until(() => lines.length === 4);
  server.closeLog();
  await over;
  expect(lines.at(-1)).toBe("late");
});

test("getLogs of an ended job waits until the log is closed; of a running job it returns what there is", async () => {
  const server = await startScriptedGateway({ log: "one\n" });
  const { client } = follow(server);
  const { jobs } = client.ray("training");
  expect(await jobs.getLogs(jobId)).toBe("one\n");
  server.job.setStatus("SUCCEEDED");
  const whole = jobs.getLogs(jobId);
  await until(() => server.requestsTo("live").length > 1);
  server.job.append("two\n");
  server.closeLog();
  expect(await whole).toBe("one\ntwo\n");
});

test("without follow a tail ends with what there is, although the log is open", async () => {
  const server = await startScriptedGateway({ log: numbered(300) });
  const { lines, over } = follow(server, { follow: false });
  await over;
  expect(lines.length).toBe(300);
  expect(server.requestsTo("live").length).toBe(0);
});

test("a response that ends once a minute is followed by another one, without a look at the job", async () => {
  const server = await startScriptedGateway({ log: numbered(3) });
  const { lines, over } = follow(server);
  await until(() => lines.length === 3);
  for (let n = 0; n < 5; n++) {
    server.job.append(`new ${n}\n`);
    await until(() => lines.length === 4 + n);
    server.endResponses();
    await until(() => server.requestsTo("live").length === 2 + n);
  }
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(server.requestsTo("get").length).toBe(2);
});

test("responses that end at once and bring nothing are not asked for fast", async () => {
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: ({ endpoint }) =>
      endpoint === "live" ? instead(http("", { headers: { "content-type": "text/event-stream" } })) : undefined,
  });
  const { lines } = follow(server);
  await until(() => lines.length === 3);
  await sleep(3_000);
  expect(server.requestsTo("live").length).toBeLessThan(6);
});

test("a quiet tail sends nothing; after idleMs it checks the job, at most once a second, and follows on", async () => {
  const server = await startScriptedGateway({ log: numbered(3) });
  const { lines, over } = follow(server, { idleMs: 300 });
  await until(() => lines.length === 3);
  const before = server.requestsTo("get").length;
  await sleep(4_000);
  const checks = server.requestsTo("get").length - before;
  expect(checks).toBeGreaterThan(0);
  expect(checks).toBeLessThan(6);
  server.job.append("after silence\n");
  await until(() => lines.length === 4);
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
});

test("events that do not agree with their offset are read again", async () => {
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: ({ endpoint }, nth) => {
      if (endpoint !== "live" || nth > 1) return undefined;
      const next = nth === 0 ? "0000000000000099" : "not an offset";
      return instead(
        http(events("wrong\n", { streamNextOffset: next, upToDate: true }), {
          headers: { "content-type": "text/event-stream" },
        }),
      );
    },
  });
  const { lines, over } = follow(server);
  await until(() => server.requestsTo("live").length > 2);
  server.job.append("right\n");
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(lines).toEqual([...linesOf(numbered(3)), "right"]);
});

test("a chunk that ends before its header's offset is read on from its last byte", async () => {
  const log = numbered(100);
  const server = await startScriptedGateway({
    log,
    status: "SUCCEEDED",
    fault: ({ endpoint }, nth) =>
      endpoint === "log" && nth < 3
        ? rewrite((answer) => ({ ...answer, body: (answer.body as Uint8Array).subarray(0, 100) }))
        : undefined,
  });
  server.closeLog();
  const { lines, over } = follow(server);
  await over;
  expect(lines).toEqual(linesOf(log));
});

test("an offset whose end is missing is no offset", async () => {
  const log = numbered(5_000);
  const server = await startScriptedGateway({
    log,
    chunkBytes: 1_000_000,
    status: "SUCCEEDED",
    // As Chromium reports a response whose connection ended within this header.
    fault: ({ endpoint }, nth) =>
      endpoint === "log" && nth % 2 === 0
        ? rewrite(({ headers, ...answer }) => {
            const offset = String(headers?.["stream-next-offset"]);
            return { ...answer, headers: { ...headers, "stream-next-offset": offset.slice(0, 13) }, body: "" };
          })
        : undefined,
  });
  server.closeLog();
  const { lines, over } = follow(server, { tail: 2 });
  await over;
  expect(lines).toEqual(["line 4998", "line 4999"]);
});

test("a failure inside a followed stream ends the tail with its error, and the tail's own position", async () => {
  let fails = false;
  const problem = { _tag: "LogReset", reason: "different-bytes", detail: "another log", offset: "0000000000000099" };
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: ({ endpoint }) =>
      fails && endpoint === "live"
        ? instead(
            http(`event: problem\ndata: ${JSON.stringify(problem)}\n\n`, {
              headers: { "content-type": "text/event-stream" },
            }),
          )
        : undefined,
  });
  const { lines, failed } = follow(server);
  await until(() => lines.length === 3);
  fails = true;
  server.server.resetAll();
  const error = await failed;
  expect([error._tag, error.reason, error.shortMessage]).toEqual(["LogReset", "different-bytes", "another log"]);
  expect(error.position?.lines).toBe(3);
});

test.each([
  ["LogReset", 410],
  ["JobLost", 410],
  ["StreamLimitExceeded", 422],
] as const)("the problem %s ends a tail", async (tag, status) => {
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: ({ endpoint }, nth) =>
      endpoint === "live" && nth === 0
        ? instead(json({ _tag: tag, detail: "the log is lost", status }, { status }))
        : undefined,
  });
  const { failed } = follow(server);
  const error = await failed;
  expect(error._tag).toBe(tag);
  expect(error.position?.lines).toBe(3);
});

test.each([
  ["502", () => instead(text("bad gateway", { status: 502 }))],
  ["503", () => instead(json({ _tag: "ServerError", detail: "busy", status: 503 }, { status: 503 }))],
  ["504", () => instead(text("", { status: 504 }))],
  ["a lost connection", () => instead(drop())],
  [
    "a page",
    () => instead(text("<!doctype html><title>Sign in</title>", { headers: { "content-type": "text/html" } })),
  ],
  ["a gateway that closes", () => instead(json({ _tag: "Aborted", detail: "closed", status: 503 }, { status: 503 }))],
  ["half an event", () => cutAfter(10, "reset")],
])("%s in place of a followed log is retried", async (_, fault) => {
  const server = await startScriptedGateway({
    log: numbered(1_000),
    chunkBytes: 100_000,
    fault: ({ endpoint }, nth) => (endpoint === "live" && nth < 2 ? fault() : undefined),
  });
  const { lines, over } = follow(server);
  await until(() => server.requestsTo("live").length > 2);
  server.job.append("more\n");
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(lines).toEqual([...linesOf(numbered(1_000)), "more"]);
  // Nothing but what shows that the log is the same one is read again.
  expect(server.requestsTo("log").filter(({ query }) => Number(query.get("offset")) === 0).length).toBe(1);
});

test("a reader that takes no lines for long gets all of them, and the gateway's response waits with it", async () => {
  const line = `${"x".repeat(99)}\n`;
  const count = 320_000;
  let sent = 0;
  const server = await startScriptedGateway({
    log: line.repeat(count),
    chunkBytes: Number.MAX_SAFE_INTEGER,
    fault: ({ endpoint }) =>
      endpoint !== "log"
        ? undefined
        : rewrite((answer) => ({
            ...answer,
            framing: "chunked",
            body: (async function* () {
              const whole = answer.body as Uint8Array;
              for (let at = 0; at < whole.length; at += 65_536) {
                sent += 65_536;
                yield whole.subarray(at, at + 65_536);
              }
            })(),
          })),
  });
  server.closeLog();
  server.job.setStatus("SUCCEEDED");
  const { client } = follow(server, { follow: false, tail: 0 });
  let lines = 0;
  for await (const batch of client.ray("training").jobs.tailLogs(jobId).batches()) {
    if (lines === 0) {
      await sleep(2_000);
      // What the tail, the runtime and the system hold of the 32 MB.
      expect(sent).toBeLessThan(12_000_000);
    }
    lines += batch.lines.length;
  }
  expect(lines).toBe(count);
});

test("a position of another log is LogReset, and the tail waits for a gateway that has not read so far", async () => {
  const log = numbered(2_000);
  const server = await startScriptedGateway({ log, chunkBytes: 100_000 });
  const { client } = follow(server);
  const { jobs } = client.ray("training");
  let from: TailOptions["from"];
  for await (const batch of jobs.tailLogs(jobId, { follow: false }).batches()) from = batch.position;
  // The gateway started again: it has only the first half so far.
  server.job.replaceLog(numbered(1_000));
  const lines: Array<string> = [];
  const over = (async () => {
    for await (const line of jobs.tailLogs(jobId, from === undefined ? {} : { from })) lines.push(line);
  })();
  await sleep(500);
  expect(lines).toEqual([]);
  server.job.replaceLog(`${log}next\n`);
  await until(() => lines.length === 1);
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(lines).toEqual(["next"]);
  server.job.replaceLog(log.replace("line 1999", "line ----"));
  const again = (async () => {
    for await (const _ of jobs.tailLogs(jobId, from === undefined ? {} : { from })) void _;
  })();
  await expect(again).rejects.toMatchObject({ _tag: "LogReset" });
});

test("the last lines are read without the lines before them, and a tail of them continues elsewhere", async () => {
  const log = numbered(5_000);
  const server = await startScriptedGateway({ log, chunkBytes: 1_000_000 });
  const { client } = follow(server, { tail: 2 });
  const { jobs } = client.ray("training");
  const lines: Array<string> = [];
  let from: TailOptions["from"];
  const over = (async () => {
    for await (const batch of jobs.tailLogs(jobId, { tail: 2 }).batches()) {
      lines.push(...batch.lines);
      from = batch.position;
      if (lines.length === 3) return;
    }
  })();
  await until(() => lines.length === 2);
  server.job.append("new\n");
  await over;
  expect(lines).toEqual(["line 4998", "line 4999", "new"]);
  server.job.append("newer\n");
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  for await (const line of jobs.tailLogs(jobId, from === undefined ? {} : { from })) lines.push(line);
  expect(lines.slice(3)).toEqual(["newer"]);
  const none: Array<string> = [];
  for await (const line of jobs.tailLogs(jobId, { tail: 0 })) none.push(line);
  expect(none).toEqual([]);
  for (const { query } of server.requestsTo("log")) {
    if (query.has("offset")) expect(Number(query.get("offset"))).toBeGreaterThan(log.length - 30);
  }
});

test("a reader that was slow gets the newest lines although the log rests", async () => {
  const server = await startScriptedGateway({ log: "first\n" });
  const { client } = follow(server, { follow: false });
  const lines: Array<string> = [];
  let blocked = true;
  void (async () => {
    for await (const batch of client.ray("training").jobs.tailLogs(jobId).batches()) {
      lines.push(...batch.lines);
      while (blocked) await sleep(50);
    }
  })().catch(() => {});
  await until(() => lines.length === 1 && server.requestsTo("live").length === 1);
  server.job.append(numbered(60_000));
  await sleep(500);
  server.job.append("newest\n");
  // Longer than a tail waits for its reader before it only collects text.
  await sleep(6_000);
  blocked = false;
  await until(() => lines.at(-1) === "newest");
  expect(lines.length).toBe(60_002);
});

test("the tail waits through a sign-in that ends in the middle when the caller wants that", async () => {
  let signedIn = true;
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: () => (signedIn ? undefined : instead(json({ title: "sign in" }, { status: 401 }))),
  });
  const { lines, over } = follow(server);
  await until(() => lines.length === 3 && server.requestsTo("live").length === 1);
  signedIn = false;
  server.server.resetAll();
  await until(() => server.requestsTo("get").length > 3);
  signedIn = true;
  server.job.append("more\n");
  server.job.setStatus("SUCCEEDED");
  server.closeLog();
  await over;
  expect(lines).toEqual([...linesOf(numbered(3)), "more"]);
});

test("a refused log ends the tail with the refusal, also when the job is readable", async () => {
  const server = await startScriptedGateway({
    log: numbered(3),
    fault: ({ endpoint }) =>
      endpoint === "log" ? instead(json({ _tag: "Forbidden", detail: "no logs for you" }, { status: 403 })) : undefined,
  });
  const { failed } = follow(server);
  expect((await failed)._tag).toBe("Forbidden");
  expect(server.requestsTo("log").length).toBeLessThan(4);
});
