import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { describeStatus } from "../../src/http/describe-status.ts";
import type { Http } from "../../src/http/http.ts";
import { liveTextLog, plainTextLog } from "../../src/http/log-sources.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { type BodyStep, type ScriptedAdapter, scriptedAdapter } from "../support/scripted-adapter.ts";
import { turn } from "../support/settled.ts";

const over = (body: ReadonlyArray<BodyStep>): { readonly http: Http; readonly script: ScriptedAdapter } => {
  const script = scriptedAdapter({ request: () => ({ body }) });
  const http = makeHttp(script.adapter, {
    baseUrl: "http://127.0.0.1:8265",
    describe: (refused) => describeStatus(refused, refused.text),
    timeouts: { idleMs: 5_000 },
  });
  return { http, script };
};

const bytes = (...values: ReadonlyArray<number>): Uint8Array => new Uint8Array(values);

describe("a log in one response", () => {
  it.effect("is its text as it arrives, characters that are cut and a mark at its start included, then its end", () =>
    Effect.gen(function* () {
      const { http, script } = over([bytes(0xef, 0xbb, 0xbf), "a", bytes(0xc3), bytes(0xa9, 0x0a), "b"]);
      const { pull } = yield* plainTextLog(http, "/log?job=a");
      const pieces: Array<string> = [];
      for (let piece = yield* pull; piece !== undefined; piece = yield* pull) pieces.push(piece);
      assert.strictEqual(pieces.join(""), "\ufeffaé\nb");
      assert.isAbove(pieces.length, 3);
      assert.isUndefined(yield* pull);
      assert.strictEqual(script.requests[0]?.url.search, "?job=a");
    }).pipe(Effect.scoped),
  );

  it.effect("shows that its last character is incomplete", () =>
    Effect.gen(function* () {
      const { pull } = yield* plainTextLog(over(["a", bytes(0xc3)]).http, "/log");
      assert.deepStrictEqual([yield* pull, yield* pull, yield* pull, yield* pull], ["a", "", "\ufffd", undefined]);
    }).pipe(Effect.scoped),
  );

  it.effect("fails when it pauses for longer than idleMs", () =>
    Effect.gen(function* () {
      const { pull } = yield* plainTextLog(over(["a", { silence: true }]).http, "/log");
      yield* pull;
      const next = yield* Effect.forkChild(Effect.flip(pull));
      yield* TestClock.adjust(5_000);
      assert.deepInclude(yield* Fiber.join(next), { _tag: "Timeout", reason: "idle" });
    }).pipe(Effect.scoped),
  );
});

describe("a log in a response that stays open", () => {
  it.effect("is its text in frames, then its end, which proves nothing", () =>
    Effect.gen(function* () {
      const { pull } = yield* liveTextLog(over(["a\n", bytes(0xc3), bytes(0xa9)]).http, "/log");
      const frames: Array<string> = [];
      let next = yield* pull;
      for (; "frames" in next; next = yield* pull) frames.push(...(next.frames as ReadonlyArray<string>));
      assert.strictEqual(frames.join(""), "a\né");
      assert.deepStrictEqual(next, { closed: "the stream ended" });
    }).pipe(Effect.scoped),
  );

  it.effect("may pause for as long as it wants", () =>
    Effect.gen(function* () {
      const { http, script } = over(["a", { silence: true }]);
      const { pull } = yield* liveTextLog(http, "/log");
      assert.deepStrictEqual(yield* pull, { frames: ["a"] });
      const next = yield* Effect.forkChild(pull);
      yield* TestClock.adjust("10 hours");
      yield* turn;
      assert.isUndefined(next.pollUnsafe());
      assert.strictEqual(script.open(), 1);
      yield* Fiber.interrupt(next);
    }).pipe(Effect.scoped),
  );
});
