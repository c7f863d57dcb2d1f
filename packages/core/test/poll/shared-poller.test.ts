import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Exit, Fiber, Queue, Scope } from "effect";
import fc from "fast-check";
import { TestClock } from "effect/testing";
import { ConnectionFailed, type JobwireError, NotFound } from "../../src/errors.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import type { PollEvent } from "../../src/poll/poll-event.ts";
import { makeSharedPoller, type SharedPoller } from "../../src/poll/shared-poller.ts";

const intervalMs = 2000;
const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const unknown = new NotFound({ message: "Job x does not exist", reason: "unknown-job" });

interface Counted {
  readonly poller: SharedPoller<string>;
  /** What was asked, and when. */
  readonly asked: Array<{ readonly what: string; readonly at: number }>;
}

/** A poller over a source that takes `tookMs` to answer. */
const counted = (
  answer: (id: string) => JobwireError | string | undefined,
  tookMs = 0,
): Effect.Effect<Counted, never, Scope.Scope> =>
  Effect.gen(function* () {
    const asked: Counted["asked"] = [];
    const note = (what: string): Effect.Effect<void> =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        asked.push({ what, at });
        return tookMs === 0 ? Effect.void : Effect.sleep(tookMs);
      });
    const poller = yield* makeSharedPoller<string>(
      {
        one: (id) =>
          Effect.flatMap(note(id), () => {
            const value = answer(id);
            return typeof value === "string" ? Effect.succeed(value) : Effect.fail(value ?? unknown);
          }),
        all: Effect.flatMap(note("list"), () => {
          const failure = answer("list");
          if (typeof failure === "object") return Effect.fail(failure);
          return Effect.succeed((id: string) => {
            const value = answer(id);
            return typeof value === "string" ? value : undefined;
          });
        }),
      },
      { budget: new RetryBudget() },
    );
    return { poller, asked };
  });

/** The fewest milliseconds in which three requests fell. */
const tightest = (asked: Counted["asked"]): number =>
  asked
    .slice(2)
    .reduce((least, { at }, index) => Math.min(least, at - (asked[index]?.at ?? 0)), Number.POSITIVE_INFINITY);

describe("the shared poller", () => {
  it.effect("asks for a single id by itself, and for several by one list an interval", () =>
    Effect.gen(function* () {
      const { poller, asked } = yield* counted((id) => `${id}!`);
      const first = yield* poller.watch("a", intervalMs);
      yield* TestClock.adjust(intervalMs);
      assert.deepStrictEqual(
        asked.map(({ what }) => what),
        ["a", "a"],
      );
      assert.deepStrictEqual(yield* Queue.take(first), { type: "value", value: "a!" });
      const others = yield* Effect.forEach(
        Array.from({ length: 999 }, (_, index) => `b${index}`),
        (id) => poller.watch(id, intervalMs),
      );
      yield* TestClock.adjust(10 * intervalMs);
      assert.deepStrictEqual([...new Set(asked.slice(2).map(({ what }) => what))], ["list"]);
      assert.isAtMost(asked.length, 13);
      assert.isAtLeast(tightest(asked), intervalMs);
      for (const [index, queue] of others.entries()) {
        assert.deepStrictEqual(yield* Queue.take(queue), { type: "value", value: `b${index}!` });
      }
    }),
  );

  it.effect("serves a newcomer at once, and never more than two requests in any interval", () =>
    Effect.gen(function* () {
      const joins = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
      for (const [took, pauses] of fc.sample(fc.tuple(fc.constantFrom(0, 30, 2500), joins), 40)) {
        yield* Effect.gen(function* () {
          const { poller, asked } = yield* counted((id) => id, took);
          let wait = 0;
          for (const [index, pause] of pauses.entries()) {
            yield* TestClock.adjust(pause * 10);
            const queue = yield* poller.watch(`j${index}`, intervalMs);
            const began = yield* Clock.currentTimeMillis;
            const got = yield* Effect.forkChild(Queue.take(queue));
            yield* TestClock.adjust(1);
            for (let step = 0; got.pollUnsafe() === undefined; step++) {
              assert.isBelow(step, 2 * intervalMs + 3 * took);
              yield* TestClock.adjust(10);
            }
            wait = Math.max(wait, (yield* Clock.currentTimeMillis) - began);
          }
          yield* TestClock.adjust(5 * intervalMs);
          assert.isAtLeast(tightest(asked), intervalMs, `${took} ms, joined after ${pauses.join()}`);
          // At the worst a newcomer meets a poll under way, then the pause after an early one.
          assert.isAtMost(wait, intervalMs + 2 * took + 20);
        }).pipe(Effect.scoped);
      }
    }),
  );

  it.effect("serves the first newcomer of an interval without waiting", () =>
    Effect.gen(function* () {
      const { poller, asked } = yield* counted((id) => id);
      yield* poller.watch("a", intervalMs);
      yield* TestClock.adjust(500);
      yield* poller.watch("b", intervalMs);
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(
        asked.map(({ what, at }) => [what, at]),
        [
          ["a", 0],
          ["list", 500],
        ],
      );
      yield* poller.watch("c", intervalMs);
      yield* TestClock.adjust(1998);
      assert.strictEqual(asked.length, 2);
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(
        asked.map(({ at }) => at),
        [0, 500, 2500],
      );
    }),
  );

  it.effect("polls at the shortest interval asked for", () =>
    Effect.gen(function* () {
      const { poller, asked } = yield* counted((id) => id);
      yield* poller.watch("a", 60_000);
      yield* TestClock.adjust(1000);
      yield* poller.watch("a", 500);
      yield* TestClock.adjust(2001);
      assert.deepStrictEqual(
        asked.map(({ at }) => at),
        [0, 1000, 1500, 2000, 2500, 3000],
      );
    }),
  );

  it.effect("has no timer without watchers, ends a request that nobody wants, and begins again", () =>
    Effect.gen(function* () {
      const { poller, asked } = yield* counted((id) => id, 1000);
      const scope = yield* Scope.make();
      yield* poller.watch("a", intervalMs).pipe(Scope.provide(scope));
      yield* TestClock.adjust(500);
      yield* Scope.close(scope, Exit.void);
      yield* TestClock.adjust("1 hour");
      assert.deepStrictEqual([asked.length, poller.size()], [1, 0]);
      const queue = yield* poller.watch("b", intervalMs);
      yield* TestClock.adjust(1000);
      assert.deepStrictEqual(yield* Queue.take(queue), { type: "value", value: "b" });
    }),
  );

  it.effect("rides an outage out once for all", () =>
    Effect.gen(function* () {
      let down = true;
      const { poller, asked } = yield* counted((id) => (down ? refused : id));
      const queues = yield* Effect.forEach(
        Array.from({ length: 200 }, (_, index) => `j${index}`),
        (id) => poller.watch(id, intervalMs),
      );
      yield* TestClock.adjust("60 seconds");
      // 250 ms doubling to 10 s: a single client would have tried as often.
      assert.isAtMost(asked.length, 13);
      down = false;
      yield* TestClock.adjust("13 seconds");
      for (const queue of queues) {
        const events = yield* Queue.takeAll(queue);
        assert.strictEqual(events.at(-1)?.type, "value");
        assert.strictEqual(events[0].type, "retrying");
      }
    }),
  );

  it.effect("tells unknown ids, proven by the server's word or only missing from the list", () =>
    Effect.gen(function* () {
      const { poller } = yield* counted((id) => (id === "x" ? undefined : id));
      const alone = yield* poller.watch("x", intervalMs);
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(yield* Queue.take(alone), { type: "missing", proven: true, error: unknown });
      yield* poller.watch("a", intervalMs);
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(yield* Queue.take(alone), { type: "missing", proven: false, error: undefined });
    }),
  );

  it.effect("tells all watchers when it is closed under them or has a defect", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make();
      const { poller } = yield* counted((id) => id).pipe(Scope.provide(scope));
      const queue = yield* poller.watch("a", intervalMs);
      yield* TestClock.adjust(1);
      yield* Queue.take(queue);
      yield* Scope.close(scope, Exit.void);
      const event: PollEvent<string> = yield* Queue.take(queue);
      assert.strictEqual(event.type === "failed" ? event.error._tag : event.type, "Aborted");
      const broken = yield* counted(() => {
        throw new Error("a mistake");
      });
      const waiting = yield* broken.poller.watch("a", intervalMs);
      const taken = yield* Effect.forkChild(Effect.exit(Queue.take(waiting)));
      yield* TestClock.adjust(1);
      assert.isTrue(Exit.isFailure(yield* Fiber.join(taken)));
    }),
  );
});
