/**
 * How a tail of an agent treats silence, limits, refusals and odd messages. `defect N` is the number in docs/agent-defects.md,
 * which also lists the test for each.
 */
import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, Stream } from "effect";
import { TestClock } from "effect/testing";
import { createAgent } from "../../src/agent/create-agent.ts";
import { isJobwireError } from "../../src/errors.ts";
import { agentOf, baseUrl, jobId, type LiveFault, scriptedAgent, tailAgent } from "../support/scripted-agent.ts";
import { settled, turn } from "../support/settled.ts";

const lines = ["one", "two", "three"];
const event = (fields: object): string => JSON.stringify(fields);
const isPlain = (path: string): boolean => path.endsWith("/logs/");
const both = ["websocket", "http"] as const;

/** Sends these messages instead of the agent's own, then drops the connection; the log counts as finished. */
const instead = (further: ReadonlyArray<string | Uint8Array>, log: ReadonlyArray<string>) =>
  scriptedAgent({
    lines: log,
    first: log.length,
    endless: true,
    replay: true,
    fault: () => ({ afterMessages: 0, further }),
  });

describe("silence", () => {
  it.effect.each(both)("defect 2: 60 s without a line, while the job still runs, lose nothing (%s)", (protocol) =>
    Effect.gen(function* () {
      const agent = scriptedAgent({
        lines,
        each: 1,
        replay: true,
        fault: (_, nth) => (nth === 0 ? { silent: true } : undefined),
      });
      const client = yield* agentOf(agent);
      const given: Array<string> = [];
      const tail = yield* Effect.forkChild(
        Stream.runForEach(client.jobs.tailLogs(jobId, { protocol }), (batch) =>
          Effect.sync(() => given.push(...batch.lines)),
        ),
      );
      for (let second = 0; second < 60; second++) {
        yield* turn;
        yield* TestClock.adjust(1_000);
      }
      assert.isUndefined(tail.pollUnsafe(), "the tail goes on");
      assert.deepStrictEqual(given, ["one"]);
      assert.strictEqual(agent.live.socket + agent.live.stream, 1, "on the same connection");
      yield* Fiber.interrupt(tail);
    }).pipe(Effect.scoped),
  );

  it.effect("of the agent to every request is a Timeout, 408, with the number of emitted lines", () =>
    Effect.gen(function* () {
      let silent = false;
      const agent = scriptedAgent({
        lines,
        first: 2,
        each: 0,
        replay: true,
        endless: true,
        answer: (request) => {
          if (silent) return { silence: true };
          silent = isPlain(request.url.pathname);
          return undefined;
        },
      });
      const { error, lines: given } = yield* tailAgent(agent, {}, {}, 5_000);
      assert.deepStrictEqual([error?._tag, error?.statusCode], ["Timeout", 408]);
      assert.strictEqual(error?.position?.lines, given.length);
      assert.deepStrictEqual(given, lines.slice(0, 2));
    }).pipe(Effect.scoped),
  );

  it.effect("of a socket alone is detected by the plain log", () =>
    Effect.gen(function* () {
      // The first connection stops sending; the job writes on.
      const fault = (_: string, nth: number): LiveFault | undefined =>
        nth === 0 ? { afterMessages: 1, silent: true } : undefined;
      const agent = scriptedAgent({ lines, replay: true, fault, noComplete: true, endless: true });
      const client = yield* agentOf(agent);
      const given: Array<string> = [];
      const tail = yield* Effect.forkChild(
        Stream.runForEach(client.jobs.tailLogs(jobId), (batch) => Effect.sync(() => given.push(...batch.lines))),
      );
      for (let second = 0; second < 40 && given.length < 3; second++) {
        yield* turn;
        yield* TestClock.adjust(1_000);
        if (second === 5) agent.write(3);
      }
      assert.deepStrictEqual(given, lines);
      yield* Fiber.interrupt(tail);
    }).pipe(Effect.scoped),
  );
});

describe("an unreachable agent", () => {
  it.effect("is ConnectionFailed, 503, with the number of emitted lines", () =>
    Effect.gen(function* () {
      let gone = false;
      const agent = scriptedAgent({
        lines,
        first: 2,
        each: 0,
        replay: true,
        answer: (request) => {
          if (gone) return { fault: "refused" };
          gone = isPlain(request.url.pathname);
          return undefined;
        },
        fault: (_, nth) => (nth === 0 ? { afterMessages: 2 } : { unreachable: true }),
      });
      const { error, lines: given } = yield* tailAgent(agent, {}, {}, 5_000);
      assert.deepStrictEqual([error?._tag, error?.statusCode, error?.reason], ["ConnectionFailed", 503, "refused"]);
      assert.strictEqual(error?.position?.lines, given.length);
      assert.deepStrictEqual(given, lines.slice(0, 2));
    }).pipe(Effect.scoped),
  );

  it.effect("connectMs also limits the opening of a tail (defect 28)", () =>
    Effect.gen(function* () {
      for (const protocol of both) {
        const agent = scriptedAgent({ lines, replay: true, answer: () => ({ silence: true }) });
        const tail = tailAgent(agent, { protocol, connectMs: 2_000, retryForMs: 1 });
        const { error } = yield* tail;
        assert.deepStrictEqual([error?._tag, error?.reason, error?.statusCode], ["Timeout", "connect", 408]);
        assert.include(error?.message, "2000 ms");
      }
    }).pipe(Effect.scoped),
  );
});

describe("an error event", () => {
  it.effect.each(["auto", ...both] as const)(
    "defect 4: is an error after the lines before it, once each (%s)",
    (protocol) =>
      Effect.gen(function* () {
        const further = [event({ type: "error", message: "the worker died" })];
        const agent = scriptedAgent({ lines, each: 2, replay: true, fault: () => ({ further }) });
        const { error, lines: given } = yield* tailAgent(agent, { protocol });
        assert.deepStrictEqual(given, ["one", "two"]);
        assert.deepStrictEqual([error?._tag, error?.statusCode, error?.reason], ["ServerError", 500, "error-event"]);
        assert.include(error?.message, "the worker died");
        assert.strictEqual(error?.position?.lines, 2);
        assert.strictEqual(agent.live.socket + agent.live.stream, 1, "no other transport is tried");
      }).pipe(Effect.scoped),
  );

  it.effect.each(both)("defect 8: is never too long (%s)", (protocol) =>
    Effect.gen(function* () {
      const agent = instead([event({ type: "error", message: "x".repeat(20_000) })], []);
      const { error } = yield* tailAgent(agent, { protocol });
      assert.deepStrictEqual([error?._tag, error?.statusCode], ["ServerError", 500]);
    }).pipe(Effect.scoped),
  );
});

describe("limits", () => {
  const many = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, n) => `line ${n}`);

  it.effect.each(both)("defect 7: a log of exactly 10,000 lines is whole (%s)", (protocol) =>
    Effect.gen(function* () {
      const log = many(10_000);
      const tailed = yield* tailAgent(scriptedAgent({ lines: log, first: 9_990, replay: true }), { protocol });
      assert.isUndefined(tailed.error);
      assert.deepStrictEqual(tailed.lines, log);
    }).pipe(Effect.scoped),
  );

  it.effect.each([
    ["maxMessages", 4, "messages"],
    ["maxLines", 4, "lines"],
    ["maxBytes", 29, "bytes"],
  ] as const)("over %s is 429 with the position, on both transports", ([name, limit, reason]) =>
    Effect.gen(function* () {
      for (const protocol of both) {
        for (const where of ["call", "client"]) {
          const agent = scriptedAgent({ lines: many(6), each: 2, replay: true });
          const limits = { limits: { [name]: limit } };
          const tailed = yield* where === "call"
            ? tailAgent(agent, { protocol, ...limits })
            : tailAgent(agent, { protocol }, limits);
          assert.deepStrictEqual([tailed.error?._tag, tailed.error?.statusCode], ["StreamLimitExceeded", 429]);
          assert.strictEqual(tailed.error?.reason, reason);
          assert.deepStrictEqual(tailed.lines, many(4));
          assert.strictEqual(tailed.error?.position?.lines, 4);
        }
      }
    }).pipe(Effect.scoped),
  );

  it.effect("a log that just fits is not an error: the agent's report of the end is not a line", () =>
    Effect.gen(function* () {
      const limits = { maxMessages: 3, maxLines: 3, maxBytes: 14 };
      const tailed = yield* tailAgent(scriptedAgent({ lines, replay: true }), { limits });
      assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, lines]);
    }).pipe(Effect.scoped),
  );

  it.effect("a long line is truncated and marked, skipped and marked, or an error", () =>
    Effect.gen(function* () {
      const log = ["a", "한".repeat(6_000), "b"];
      for (const first of [0, 3]) {
        const run = (oversize: "truncate" | "skip" | "error") =>
          tailAgent(scriptedAgent({ lines: log, first, replay: true }), { limits: { oversize } });
        const marksOf = (tailed: { batches: ReadonlyArray<{ shortened?: ReadonlyArray<object> }> }) =>
          tailed.batches.flatMap(({ shortened }) => shortened ?? []);
        const truncated = yield* run("truncate");
        assert.deepStrictEqual(truncated.lines, ["a", "한".repeat(3_413), "b"]);
        assert.containsSubset(marksOf(truncated), [{ action: "truncated", bytes: 18_000 }]);
        assert.containsSubset(truncated.statuses.at(-1), { lines: 3, shortened: { truncated: 1, skipped: 0 } });
        const skipped = yield* run("skip");
        assert.deepStrictEqual(skipped.lines, ["a", "b"]);
        assert.containsSubset(marksOf(skipped), [{ action: "skipped", bytes: 18_000 }]);
        assert.strictEqual(skipped.batches.at(-1)?.position.lines, 3);
        const failed = yield* run("error");
        assert.deepStrictEqual(failed.lines, ["a"]);
        assert.deepStrictEqual([failed.error?.statusCode, failed.error?.reason], [429, "message-bytes"]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("defect 9: a message of 1.2 MB is a long line like any other", () =>
    Effect.gen(function* () {
      const log = ["a", "x".repeat(1_200_000), "b"];
      const whole = yield* tailAgent(scriptedAgent({ lines: log, replay: true }), {
        protocol: "websocket",
        limits: { maxLineBytes: 2_000_000 },
      });
      assert.deepStrictEqual([whole.error, whole.lines], [undefined, log]);
    }).pipe(Effect.scoped),
  );
});

describe("lines and other messages", () => {
  /**
   * The agent sends these messages; the plain log has only the first line until it was read once, so that the rest comes live.
   */
  const received = (messages: ReadonlyArray<string | Uint8Array>, log: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      let read = false;
      const agent = scriptedAgent({
        lines: log,
        first: 1,
        each: 0,
        replay: true,
        fault: () => ({ afterMessages: 0, further: messages, closed: 1000 }),
        answer: ({ url }) => {
          if (read) agent.write(log.length);
          read = isPlain(url.pathname);
          return undefined;
        },
      });
      const { lines: given, error } = yield* tailAgent(agent, { protocol: "websocket" });
      return error ?? given;
    });
  const log = (message: unknown): string => event({ type: "log", message });
  const complete = event({ type: "complete" });

  it.effect.each([
    ["defect 10: lines that look like JSON", ["first", '{"loss": 0.1, "step": 3}', "5", "[1]", "null"], undefined],
    ["defect 11: an empty frame is no end", ["first", "b"], [log("first"), "", log("b"), complete]],
    [
      "defect 12: messages that are no strings",
      ["first", "5", '["x"]', "true", "raw"],
      [log("first"), log(5), log(["x"]), log(true), new TextEncoder().encode("raw"), complete],
    ],
    ["defect 15: characters that end no line", ["first", "a\u2028b\u0085c\fd\x1ce"], undefined],
    ["newlines in a message", ["first", "a", "b", "c"], [log("first"), log("a\r\nb\rc\n"), complete]],
  ] as const)("%s", ([_name, expected, messages]) =>
    Effect.gen(function* () {
      const sent = messages ?? [...expected.map(log), complete];
      assert.deepStrictEqual(yield* received(sent, expected), [...expected]);
    }).pipe(Effect.scoped),
  );

  it.effect("defects 5, 14 and 16: an event stream is read by its standard, in UTF-8 without a charset", () =>
    Effect.gen(function* () {
      const log = ["one", "한글", "two\u2028lines"];
      const body = [
        ": a comment\nevent: message\nid: 7\nretry: 100\n",
        `data:${event({ message: "one" })}\n\n`,
        `data: ${event({ message: "한글" })}\r\n\r\n: still here\r\n\r\n`,
        `data: {"message":\ndata: "two\u2028lines"}\n\n`,
        `data: ${event({ type: "complete" })}\n\ndata: never\n\n`,
      ];
      const agent = scriptedAgent({
        lines: log,
        first: 1,
        replay: true,
        answer: ({ url }) =>
          url.pathname.endsWith("/stream/")
            ? (agent.write(3), { headers: { "content-type": "text/event-stream" }, body })
            : undefined,
      });
      const { lines: given, error } = yield* tailAgent(agent, { protocol: "http" });
      assert.deepStrictEqual([error, given], [undefined, log]);
    }).pipe(Effect.scoped),
  );

  it.effect("a bare line that looks like the agent's last message is a line while the job runs", () =>
    Effect.gen(function* () {
      const log = ["one", '{"type": "complete"}', "three"];
      for (const replay of [true, false]) {
        const tailed = yield* tailAgent(scriptedAgent({ lines: log, replay, bare: true }), { protocol: "websocket" });
        assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, log]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect(
    "defect 29: a line of 8 MB in small pieces takes no longer than its length",
    () =>
      Effect.gen(function* () {
        const line = "x".repeat(8_000_000);
        const piece = line.slice(0, 1_000);
        const agent = scriptedAgent({
          lines: [line],
          first: 0,
          replay: true,
          answer: ({ url }) =>
            url.pathname.endsWith("/stream/")
              ? (agent.write(1),
                {
                  headers: { "content-type": "text/plain" },
                  body: [...Array.from({ length: 8_000 }, () => piece), "\n"],
                })
              : undefined,
        });
        const { lines: given, error } = yield* tailAgent(agent, { protocol: "http" });
        assert.deepStrictEqual([error, given], [undefined, [line.slice(0, 10_240)]]);
      }).pipe(Effect.scoped),
    60_000,
  );
});

describe("the end", () => {
  it.effect.each([
    ["status", "succeeded"],
    ["state", "Failed"],
    ["status", "STOPPED"],
  ] as const)("without `complete` is the job's status, %s %s, in any case", ([field, word]) =>
    Effect.gen(function* () {
      const agent = scriptedAgent({
        lines,
        replay: true,
        noComplete: true,
        job: (ended) => ({ id: 5, [field]: ended ? word : "an unknown word" }),
      });
      const { error, lines: given, statuses } = yield* tailAgent(agent);
      assert.deepStrictEqual([error, given], [undefined, lines]);
      assert.containsSubset(statuses.at(-1), { type: "ended", jobStatus: word.toUpperCase() });
    }).pipe(Effect.scoped),
  );

  it.effect("that nothing reports is BadResponse with the position", () =>
    Effect.gen(function* () {
      const agent = scriptedAgent({ lines, replay: true, noComplete: true, job: () => ({ id: jobId }) });
      const { error, lines: given } = yield* tailAgent(agent);
      assert.deepStrictEqual(given, lines);
      assert.deepStrictEqual([error?._tag, error?.position?.lines], ["BadResponse", 3]);
    }).pipe(Effect.scoped),
  );

  it.effect.each([0, 1, 3])("is the agent's own report when the status is unreadable (%s lines before)", (first) =>
    Effect.gen(function* () {
      for (const protocol of both) {
        const agent = scriptedAgent({ lines, first, replay: true, job: () => ({ id: jobId }) });
        const { error, lines: given } = yield* tailAgent(agent, { protocol });
        assert.deepStrictEqual([error, given], [undefined, lines]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("is LogReset when the live lines were not those of the log", () =>
    Effect.gen(function* () {
      // Enough lines for their position. After that, this agent omits empty lines.
      const first = Array.from({ length: 70 }, (_, n) => `${n} ${"x".repeat(1_000)}`);
      const further = [event({ message: "three" }), event({ type: "complete" })];
      let over = false;
      const agent = scriptedAgent({
        lines: [...first, "", "three"],
        replay: true,
        fault: () => ({ afterMessages: 70, further, closed: 1000 }),
        // The plain log shows all of it in its next read.
        answer: ({ url }) => {
          if (over) agent.write(72);
          over = isPlain(url.pathname);
          return undefined;
        },
      });
      const { error } = yield* tailAgent(agent);
      assert.deepStrictEqual([error?._tag, error?.reason], ["LogReset", "different-lines"]);
      assert.strictEqual(error?.position?.lines, 71);
    }).pipe(Effect.scoped),
  );
});

describe("a refusal", () => {
  it.effect.each([401, 403, 404] as const)(
    "defect 17: %s on a tail keeps its meaning and is requested once",
    (status) =>
      Effect.gen(function* () {
        const refused = { status, headers: { "x-secret": "internal-42" }, body: '{"detail": "no"}' };
        const agent = scriptedAgent({ lines, replay: true, fault: () => ({ refused }) });
        for (const protocol of ["auto", ...both] as const) {
          const before = agent.live.socket + agent.live.stream;
          const { error } = yield* tailAgent(agent, { protocol });
          assert.strictEqual(error?.statusCode, status);
          assert.strictEqual(agent.live.socket + agent.live.stream, before + 1);
          assert.notInclude(JSON.stringify(error), "internal-42", "defect 26");
          assert.notInclude(String(error?.message), "agent-token", "defect 26");
        }
      }).pipe(Effect.scoped),
  );

  it.effect("of the WebSocket by a proxy does not refuse the HTTP stream", () =>
    Effect.gen(function* () {
      for (const status of [400, 426, 500, 503]) {
        const agent = scriptedAgent({
          lines,
          replay: true,
          fault: (source) => (source === "socket" ? { refused: { status, headers: {}, body: "" } } : undefined),
        });
        const tailed = yield* tailAgent(agent);
        assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, lines]);
        assert.strictEqual(agent.live.stream, 1);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("by a redirect to another origin ends the tail", () =>
    Effect.gen(function* () {
      const refused = { status: 302, headers: { location: "http://elsewhere.example/x" }, body: "" };
      for (const protocol of ["auto", ...both] as const) {
        const agent = scriptedAgent({ lines, replay: true, fault: () => ({ refused }) });
        const { error } = yield* tailAgent(agent, { protocol });
        assert.deepStrictEqual([error?._tag, error?.reason], ["RedirectRefused", "cross-origin"]);
        const asked = [
          ...agent.script.requests.map(({ url }) => url.host),
          ...agent.script.handshakes.map(({ url }) => new URL(url).host),
        ];
        assert.deepStrictEqual([...new Set(asked)], ["127.0.0.1:8000"]);
      }
    }).pipe(Effect.scoped),
  );
});

describe("a reader", () => {
  it.effect("defect 6: that is slow loses nothing", () =>
    Effect.gen(function* () {
      const log = Array.from({ length: 3_000 }, (_, n) => `line ${n}`);
      const client = yield* agentOf(scriptedAgent({ lines: log, replay: true }));
      const given: Array<string> = [];
      let first = true;
      const tail = yield* Effect.forkChild(
        Stream.runForEach(
          Stream.orDie(client.jobs.tailLogs(jobId, { protocol: "websocket", connectMs: 5_000, idleMs: 5_000 })),
          (batch) =>
            Effect.gen(function* () {
              if (first) yield* Effect.sleep(30_000);
              first = false;
              given.push(...batch.lines);
            }),
        ),
      );
      yield* settled(tail, 1_000);
      assert.deepStrictEqual(given, log);
    }).pipe(Effect.scoped),
  );

  it.effect("defect 32: gets the error of a wrong id or option at once", () =>
    Effect.sync(() => {
      const agent = createAgent(scriptedAgent({ lines, replay: true }).script.adapter, {
        address: baseUrl,
        agentToken: "t",
      });
      const wrong = [
        () => agent.jobs.tailLogs("bad id!"),
        () => agent.jobs.tailLogs("ok\n"),
        () => agent.jobs.tailLogs("ok", { timeoutMs: -5 }),
        () => agent.jobs.tailLogs("ok", { timeoutMs: Number.NaN }),
        () => agent.jobs.tailLogs("ok", { connectMs: 0 }),
        () => agent.jobs.tailLogs("ok", { timeoutMs: true as unknown as number }),
        () => agent.jobs.tailLogs("ok", { protocol: "udp" as "auto" }),
        () => agent.jobs.tailLogsHttp("ok", { limits: { maxLines: 0 } }),
      ];
      for (const call of wrong) {
        try {
          call();
          assert.fail(`${String(call)} was taken`);
        } catch (error) {
          assert.isTrue(isJobwireError(error));
          assert.containsSubset(error, { _tag: "InvalidRequest", statusCode: 400, reason: "local" });
        }
      }
    }),
  );

  it("defect 33: that leaves is gone at once, whatever the agent does", async () => {
    for (const protocol of both) {
      const agent = scriptedAgent({ lines, replay: true, endless: true });
      const client = createAgent(agent.script.adapter, { address: baseUrl, agentToken: "t" });
      for await (const line of client.jobs.tailLogs(jobId, { protocol })) if (line === "one") break;
      await client.close();
      assert.strictEqual(agent.script.open(), 0);
    }
  });
});
