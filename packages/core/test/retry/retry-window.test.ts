/** The retries of a tail: how long they go on, how far they are apart, and what they take from the client's budget. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { ConnectionFailed, type JobwireError, RateLimited } from "../../src/errors.ts";
import { type Retry, type RetryLimits, RetryWindow } from "../../src/retry/retry-window.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";

const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const busy = new RateLimited({ message: "429", retryAfterMs: 3_600_000 });

interface Waited {
  /** False when the window was over. */
  readonly goOn: boolean;
  readonly tookMs: number;
  readonly retries: ReadonlyArray<Retry>;
}

const waited = (window: RetryWindow, error: JobwireError, madeProgress = false): Effect.Effect<Waited> =>
  Effect.gen(function* () {
    const retries: Array<Retry> = [];
    const began = yield* Clock.currentTimeMillis;
    const report = (retry: Retry): Effect.Effect<void> => Effect.sync(() => void retries.push(retry));
    const fiber = yield* Effect.forkChild(
      Effect.flatMap(window.wait(error, madeProgress, report), (goOn) =>
        Effect.map(Clock.currentTimeMillis, (now) => ({ goOn, tookMs: now - began })),
      ),
      { startImmediately: true },
    );
    while (fiber.pollUnsafe() === undefined) {
      // The report comes before the delay.
      assert.lengthOf(retries, 1);
      yield* TestClock.adjust(retries[0]?.delayMs ?? 0);
    }
    return { ...(yield* Fiber.join(fiber)), retries };
  });

/** Waits until the window is over; returns the milliseconds that it took, and the delays. */
const exhausted = (window: RetryWindow): Effect.Effect<{ readonly tookMs: number; readonly delays: Array<number> }> =>
  Effect.gen(function* () {
    const delays: Array<number> = [];
    const began = yield* Clock.currentTimeMillis;
    for (;;) {
      const { goOn, tookMs, retries } = yield* waited(window, refused);
      if (!goOn) {
        assert.deepStrictEqual([tookMs, retries], [0, []]);
        return { tookMs: (yield* Clock.currentTimeMillis) - began, delays };
      }
      delays.push(tookMs);
    }
  });

const windowOf = (limits: Partial<RetryLimits> = {}): RetryWindow =>
  new RetryWindow({ retryForMs: 300_000, budget: new RetryBudget(), ...limits });

describe("the retry window", () => {
  it.effect("ends retryForMs after the first failure, with a try at its last moment", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 hour");
      const { tookMs, delays } = yield* exhausted(windowOf({ retryForMs: 60_000 }));
      assert.strictEqual(tookMs, 60_000);
      assert.isAtLeast(delays.length, 9);
      assert.isAtMost(delays.length, 13);
      for (const [index, delay] of delays.slice(0, -1).entries()) {
        const full = Math.min(250 * 2 ** index, 10_000);
        assert.isAtLeast(delay, full * 0.8 - 1);
        assert.isAtMost(delay, full * 1.2 + 1);
      }
    }),
  );

  it.effect("reports each retry with its number, its delay and its failure", () =>
    Effect.gen(function* () {
      const window = windowOf();
      for (const attempt of [1, 2, 3]) {
        const { goOn, tookMs, retries } = yield* waited(window, refused);
        assert.isTrue(goOn);
        assert.deepStrictEqual(retries, [{ attempt, delayMs: tookMs, error: refused }]);
        assert.strictEqual(window.attempts, attempt);
      }
    }),
  );

  it.effect("begins anew after a success", () =>
    Effect.gen(function* () {
      const window = windowOf({ retryForMs: 30_000 });
      assert.strictEqual((yield* exhausted(window)).tookMs, 30_000);
      window.succeeded();
      assert.strictEqual(window.attempts, 0);
      yield* TestClock.adjust("1 hour");
      const again = yield* waited(window, refused);
      assert.strictEqual(again.goOn, true);
      assert.isAtMost(again.tookMs, 300);
      assert.strictEqual((yield* exhausted(window)).tookMs, 30_000 - again.tookMs);
    }),
  );

  it.effect("begins anew after progress, and then the delay is short", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget();
      const window = windowOf({ retryForMs: 30_000, budget });
      yield* exhausted(window);
      const spent = budget.tokens;
      for (let count = 0; count < 20; count++) {
        const { goOn, tookMs, retries } = yield* waited(window, refused, true);
        assert.deepStrictEqual([goOn, retries[0]?.attempt], [true, 1]);
        assert.isAtLeast(tookMs, 80);
        assert.isAtMost(tookMs, 121);
      }
      assert.strictEqual(budget.tokens, spent, "a retry after progress takes nothing from the budget");
    }),
  );

  it.effect("takes a retry from the budget, which a success refills only when it needed no retry", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget();
      const window = windowOf({ budget });
      yield* waited(window, refused);
      assert.strictEqual(budget.tokens, 495);
      window.succeeded();
      assert.strictEqual(budget.tokens, 495);
      window.succeeded();
      assert.strictEqual(budget.tokens, 496);
    }),
  );

  it.effect("waits for the longest delay when the budget is empty", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget();
      while (budget.spend(refused));
      const { tookMs } = yield* waited(windowOf({ budget }), refused);
      assert.isAtLeast(tookMs, 8_000);
      assert.isAtMost(tookMs, 12_001);
    }),
  );

  it.effect("waits as long as the server asks, but not past its end", () =>
    Effect.gen(function* () {
      const soon = new RateLimited({ message: "429", retryAfterMs: 60_000 });
      const window = windowOf();
      assert.strictEqual((yield* waited(window, soon)).tookMs, 60_000);
      assert.strictEqual((yield* waited(window, busy)).tookMs, 240_000);
      assert.isFalse((yield* waited(window, busy)).goOn);
    }),
  );

  it.effect("has a try at the time of the last one, whatever the server asks, and hurries nothing after it", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute");
      const now = yield* Clock.currentTimeMillis;
      const window = windowOf({ lastTryAt: now + 58_000 });
      assert.strictEqual((yield* waited(window, busy)).tookMs, 58_000);
      assert.strictEqual((yield* waited(window, busy)).tookMs, 242_000);
      // An end before that time goes first.
      const short = windowOf({ retryForMs: 20_000, lastTryAt: (yield* Clock.currentTimeMillis) + 58_000 });
      assert.strictEqual((yield* waited(short, busy)).tookMs, 20_000);
    }),
  );
});
