/**
 * Every line once, in order, whatever is cut, dropped or switched, with agents that replay the log and agents that do not. Runs
 * in memory and without waiting, so that it runs on every runtime.
 */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { scriptedAgent, tailAgent } from "../support/scripted-agent.ts";

const lines = ["one", "", '{"loss": 0.1}', "한글 🚀", "5", "same", "same", "one", "last"];

/** A log with few different lines: only counting shows the position of a tail. */
const repeating = ["a", "a", "b", "a", "a", "b", "a", "a", "a", "a"];

const minute = 60_000;

describe.each([true, false])("replay %s", (replay) => {
  describe.each([
    ["different lines", lines],
    ["a log that repeats itself", repeating],
  ])("%s", (_name, log) => {
    it.effect.each(["auto", "websocket", "http"] as const)(
      "whole, by %s",
      (protocol) =>
        Effect.gen(function* () {
          for (const each of [1, 3, log.length]) {
            const agent = scriptedAgent({ lines: log, each, replay });
            const tailed = yield* tailAgent(agent, { protocol });
            assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, log]);
            // The live source brings the lines; the plain log shows its position and proves the end.
            const looks = agent.script.requests.filter(({ url }) => url.pathname.endsWith("/logs/")).length;
            if (each === log.length) assert.isAtMost(looks, 2);
          }
        }).pipe(Effect.scoped),
      minute,
    );

    it.effect.each(["cut", 1000, 1001, 1006, 1008, 1011, 4401] as const)(
      "defect 3: a WebSocket that is dropped after every frame (%s) is no end",
      (how) =>
        Effect.gen(function* () {
          for (const each of [2, log.length]) {
            for (let n = 0; n <= log.length; n++) {
              const agent = scriptedAgent({
                lines: log,
                each,
                replay,
                fault: (_, nth) =>
                  nth === 0 ? { afterMessages: n, ...(how === "cut" ? {} : { closed: how }) } : undefined,
              });
              const tailed = yield* tailAgent(agent, { protocol: "websocket" });
              assert.deepStrictEqual([n, tailed.error, tailed.lines], [n, undefined, log]);
            }
          }
        }).pipe(Effect.scoped),
      minute,
    );

    it.effect("each connection is dropped one frame later than the one before", () =>
      Effect.gen(function* () {
        const agent = scriptedAgent({ lines: log, each: 1, replay, fault: (_, nth) => ({ afterMessages: nth }) });
        const tailed = yield* tailAgent(agent);
        assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, log]);
      }).pipe(Effect.scoped),
    );

    it.effect(
      "an HTTP stream is cut at every byte",
      () =>
        Effect.gen(function* () {
          const bytes = log.reduce((sum, line) => sum + JSON.stringify({ type: "log", message: line }).length + 8, 0);
          for (let k = 0; k <= bytes; k++) {
            const fault = (_: string, nth: number) => (nth === 0 ? { afterBytes: k } : undefined);
            const agent = scriptedAgent({ lines: log, replay, fault });
            const tailed = yield* tailAgent(agent, { protocol: "http" });
            assert.deepStrictEqual([k, tailed.error, tailed.lines], [k, undefined, log]);
          }
        }).pipe(Effect.scoped),
      minute,
    );

    it.effect(
      "the protocol is switched at every line",
      () =>
        Effect.gen(function* () {
          for (let n = 0; n <= log.length; n++) {
            const agent = scriptedAgent({
              lines: log,
              each: Math.max(1, n),
              replay,
              // The socket sends n lines and is refused after that.
              fault: (source, nth) =>
                source === "stream"
                  ? undefined
                  : nth === 0
                    ? { afterMessages: n }
                    : { refused: { status: 503, headers: {}, body: "no more sockets" } },
            });
            const tailed = yield* tailAgent(agent);
            assert.deepStrictEqual([n, tailed.error, tailed.lines], [n, undefined, log]);
          }
        }).pipe(Effect.scoped),
      minute,
    );
  });

  it.effect.each(["websocket", "http"] as const)(
    "many events at once arrive just as completely, also when the connection is cut after any of them, by %s",
    (protocol) =>
      Effect.gen(function* () {
        const many = Array.from({ length: 12 }, (_, n) => (n % 5 === 4 ? `"quoted" ${n}\\` : `line ${n}`));
        const log = [...many, ...lines, ...many];
        for (const together of [5, 100]) {
          for (let n = 0; n <= log.length; n += 3) {
            const fault = (_: string, nth: number) => (nth === 0 ? { afterMessages: n } : undefined);
            const tailed = yield* tailAgent(scriptedAgent({ lines: log, each: 20, replay, together, fault }), {
              protocol,
            });
            assert.deepStrictEqual([n, tailed.error, tailed.lines], [n, undefined, log]);
          }
        }
      }).pipe(Effect.scoped),
    minute,
  );

  it.effect.each([true, false])("bare lines arrive just as completely (noComplete %s)", (noComplete) =>
    Effect.gen(function* () {
      for (const protocol of ["websocket", "http"] as const) {
        const tailed = yield* tailAgent(scriptedAgent({ lines, each: 2, replay, bare: true, noComplete }), {
          protocol,
        });
        assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, lines]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("a tail continues exactly from every position of an earlier one", () =>
    Effect.gen(function* () {
      for (let stop = 1; stop < lines.length; stop++) {
        const given = { lines, each: 3, replay };
        const first = yield* tailAgent(scriptedAgent(given), { limits: { maxLines: stop } });
        assert.strictEqual(first.error?._tag, "StreamLimitExceeded");
        assert.strictEqual(first.error?.position?.lines, stop);
        const from = JSON.parse(JSON.stringify(first.error?.position));
        const rest = yield* tailAgent(scriptedAgent({ ...given, first: stop + 1 }), { from });
        assert.deepStrictEqual([rest.error, [...first.lines, ...rest.lines]], [undefined, lines]);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("yields only the last lines, of a running job and of an ended one", () =>
    Effect.gen(function* () {
      for (const first of [5, lines.length]) {
        const tailed = yield* tailAgent(scriptedAgent({ lines, first, replay }), { tail: 2 });
        assert.isAtLeast(tailed.lines.length, 2);
        assert.deepStrictEqual([tailed.error, tailed.lines], [undefined, lines.slice(-tailed.lines.length)]);
        if (first === lines.length) assert.lengthOf(tailed.lines, 2);
      }
    }).pipe(Effect.scoped),
  );
});
