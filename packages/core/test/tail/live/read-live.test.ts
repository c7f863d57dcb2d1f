import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../../src/errors.ts";
import type { LiveMessage } from "../../../src/tail/backend.ts";
import { readLive } from "../../../src/tail/live/read-live.ts";
import { down, frames, liveParts, revoked } from "./live-parts.ts";

const known = "one\ntwo\n";

/** A connection that returns these messages after pauses, then nothing. */
const connection = (...steps: ReadonlyArray<readonly [afterMs: number, message: LiveMessage | JobwireError]>) => {
  let nth = 0;
  const pull = Effect.suspend(() => {
    const step = steps[nth++];
    if (step === undefined) return Effect.never;
    const [afterMs, message] = step;
    const next = message instanceof Error ? Effect.fail(message) : Effect.succeed(message);
    return afterMs === 0 ? next : Effect.andThen(Effect.sleep(afterMs), next);
  });
  return { source: Effect.succeed({ pull }), pulled: () => nth };
};

/** Lets so much time pass, then everything run that can run. */
const pass = (ms: number): Effect.Effect<void> =>
  Effect.andThen(TestClock.adjust(ms), Effect.repeat(Effect.yieldNow, { times: 30 }));

/** Begins to follow a connection, up to its first pause. */
const follow = <A, E>(reading: Effect.Effect<A, E>) => Effect.tap(Effect.forkChild(reading), () => pass(0));

describe("following a live connection", () => {
  it.effect("ends with the failure to open it, without new text", () =>
    Effect.gen(function* () {
      const { surroundings } = yield* liveParts({ known });
      const left = yield* readLive(Effect.fail(down), surroundings);
      assert.deepStrictEqual(left, { left: "failed", detail: down.message, error: down, newText: false });
    }),
  );

  it.effect("emits text, reads the status at each poll interval, and ends with the job", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always" });
      const { source } = connection([0, frames(known)], [500, frames("three\n")]);
      const following = yield* follow(readLive(source, parts.surroundings));
      yield* pass(500);
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
      assert.strictEqual(parts.count("status"), 0);
      yield* pass(1_999);
      assert.strictEqual(parts.count("status"), 0);
      yield* pass(1);
      assert.strictEqual(parts.count("status"), 1);
      parts.server.status = "SUCCEEDED";
      yield* pass(2_000);
      assert.deepStrictEqual(yield* Fiber.join(following), { left: "terminal", detail: "SUCCEEDED", newText: true });
      assert.strictEqual(parts.count("status"), 2);
    }),
  );

  it.effect("looks at the plain log of a silent connection, and goes on", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.server.plain = `${known}three\n`;
      const following = yield* follow(readLive(connection([1_000, { closed: "1000" }]).source, parts.surroundings));
      yield* pass(249);
      assert.strictEqual(parts.count("plain"), 0);
      yield* pass(1);
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
      yield* pass(750);
      assert.deepStrictEqual(yield* Fiber.join(following), { left: "closed", detail: "1000", newText: true });
      assert.strictEqual(parts.count("plain"), 1);
    }),
  );

  it.effect("ends when a look fails", () =>
    Effect.gen(function* () {
      for (const error of [down, revoked]) {
        const parts = yield* liveParts({ known });
        parts.server.plain = error;
        const following = yield* follow(readLive(connection().source, parts.surroundings));
        yield* pass(250);
        const ends = { left: "failed", detail: error.message, error, newText: false } as const;
        assert.deepStrictEqual(yield* Fiber.join(following), ends);
      }
    }),
  );

  it.effect("shows held lines before it ends, by one look at the plain log", () =>
    Effect.gen(function* () {
      for (const [last, left] of [
        [{ closed: "1000" }, { left: "closed", detail: "1000", newText: true }],
        [down, { left: "failed", detail: down.message, error: down, newText: true }],
      ] as const) {
        const parts = yield* liveParts({ known });
        parts.server.plain = `${known}three\n`;
        const { source } = connection([0, frames("three\n")], [0, last]);
        const following = yield* follow(readLive(source, parts.surroundings));
        assert.deepStrictEqual(yield* Fiber.join(following), left);
        assert.deepStrictEqual(yield* parts.lines, ["three"]);
        assert.strictEqual(parts.count("plain"), 1);
      }
    }),
  );

  it.effect("needs no look at its end when it holds nothing", () =>
    Effect.gen(function* () {
      for (const last of [{ closed: "1000" }, { complete: true }] as const) {
        const parts = yield* liveParts({ known });
        const following = yield* follow(readLive(connection([0, last]).source, parts.surroundings));
        assert.isFalse((yield* Fiber.join(following)).newText);
        assert.strictEqual(parts.count("plain"), 0);
      }
    }),
  );

  it.effect("needs no look after the server reports that the log is complete, also for messages that it holds", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const { source } = connection(
        [0, frames(known)],
        [0, { maybe: "beat\n", kind: "typed", count: 1 }],
        [0, { complete: true }],
      );
      parts.server.plain = down;
      const following = yield* follow(readLive(source, parts.surroundings));
      assert.strictEqual((yield* Fiber.join(following)).left, "complete");
      assert.strictEqual(parts.count("plain"), 0);
    }),
  );

  it.effect("takes no message from the connection while it can hold no more, and looks at once, then as planned", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const many = { maybe: "x\n", kind: "typed", count: 100_000 };
      const { source, pulled } = connection([0, frames(known)], [0, many], [0, frames("y\n")]);
      const following = yield* follow(readLive(source, parts.surroundings));
      assert.strictEqual(pulled(), 2);
      assert.strictEqual(parts.count("plain"), 1);
      yield* pass(1_000);
      assert.strictEqual(pulled(), 2);
      assert.strictEqual(parts.count("plain"), 1);
      yield* pass(1);
      assert.strictEqual(parts.count("plain"), 2);
      parts.server.plain = `${known}y\n`;
      yield* pass(1_501);
      assert.strictEqual(pulled(), 4);
      assert.deepStrictEqual(yield* parts.lines, ["y"]);
      yield* Fiber.interrupt(following);
    }),
  );
});
