import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { ConnectionFailed, type JobwireError, RateLimited, Timeout, Unauthorized } from "../../src/errors.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import { retrying, type RetryPolicy } from "../../src/retry/retrying.ts";

const refused = new ConnectionFailed({ message: "refused", reason: "refused" });

/** Runs the policy over an effect that fails as told (undefined: succeeds), and gives when each try began. */
const tries = (
  policy: Omit<RetryPolicy, "budget"> & { readonly budget?: RetryBudget },
  failures: (index: number) => JobwireError | undefined,
): Effect.Effect<{ readonly at: ReadonlyArray<number>; readonly failed: JobwireError | undefined }> =>
  Effect.gen(function* () {
    const at: Array<number> = [];
    const attempt = Effect.gen(function* () {
      at.push(yield* Clock.currentTimeMillis);
      const failure = failures(at.length - 1);
      if (failure !== undefined) return yield* Effect.fail(failure);
    });
    const fiber = yield* Effect.forkChild(
      Effect.match(retrying({ budget: new RetryBudget(), ...policy })(attempt), {
        onSuccess: () => undefined,
        onFailure: (error) => error,
      }),
    );
    yield* TestClock.adjust("2 hours");
    return { at, failed: yield* Fiber.join(fiber) };
  });

const gaps = (at: ReadonlyArray<number>): Array<number> => at.slice(1).map((time, index) => time - (at[index] ?? 0));

describe("retries", () => {
  it.effect("double from 250 ms to 10 s, each a fifth more or less", () =>
    Effect.gen(function* () {
      const { at } = yield* tries({}, (index) => (index < 12 ? refused : undefined));
      for (const [index, gap] of gaps(at).entries()) {
        const wanted = Math.min(250 * 2 ** index, 10_000);
        assert.isAtLeast(gap, wanted * 0.8 - 1);
        assert.isAtMost(gap, wanted * 1.2 + 1);
      }
      const spread = new Set(gaps(at).slice(-6).map(Math.round));
      assert.isAbove(spread.size, 1, "no jitter");
    }),
  );

  it.effect("wait at least as long as the server asks", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ message: "429", retryAfterMs: 60_000 });
      const { at, failed } = yield* tries({}, (index) => (index === 0 ? busy : undefined));
      assert.deepStrictEqual([gaps(at), failed], [[60_000], undefined]);
      const soon = new RateLimited({ message: "429", retryAfterMs: 0 });
      assert.isAtLeast(gaps((yield* tries({}, (index) => (index === 0 ? soon : undefined))).at)[0] ?? 0, 199);
    }),
  );

  it.effect("end with the time, whose last moment still has a try, and give the last failure", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ message: "429", retryAfterMs: 3_600_000 });
      const { at, failed } = yield* tries({ forMs: 300_000 }, () => busy);
      assert.deepStrictEqual([gaps(at), failed], [[300_000], busy]);
      const { at: many } = yield* tries({ forMs: 300_000 }, () => refused);
      assert.approximately((many.at(-1) ?? 0) - (many[0] ?? 0), 300_000, 1);
    }),
  );

  it.effect("have a last one just before the caller ends it all, and nothing is hurried after that", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ message: "429", retryAfterMs: 600_000 });
      const { at, failed } = yield* tries({ endsInMs: 60_000 }, (index) => (index === 0 ? busy : undefined));
      assert.deepStrictEqual([gaps(at), failed], [[58_000], undefined]);
      const { at: short } = yield* tries({ endsInMs: 1_000, forMs: 700_000 }, () => busy);
      assert.deepStrictEqual(gaps(short), [900, 600_000, 99_100]);
      const { at: soon } = yield* tries({ attempts: 3, endsInMs: 3_000 }, () => refused);
      assert.strictEqual(soon.length, 3);
    }),
  );

  it.effect("of a call are two, and none when the server asks for a long pause", () =>
    Effect.gen(function* () {
      const { at, failed } = yield* tries({ attempts: 3 }, () => refused);
      assert.deepStrictEqual([at.length, failed], [3, refused]);
      const busy = new RateLimited({ message: "429", retryAfterMs: 10_001 });
      assert.strictEqual((yield* tries({ attempts: 3 }, () => busy)).at.length, 1);
    }),
  );

  it.effect("of a call follow a pause of 10 s, the longest that a call accepts", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ message: "429", retryAfterMs: 10_000 });
      const { at, failed } = yield* tries({ attempts: 3 }, (index) => (index === 0 ? busy : undefined));
      assert.deepStrictEqual([gaps(at), failed], [[10_000], undefined]);
    }),
  );

  it.effect("have the last one at its time also when an earlier one took some of it", () =>
    Effect.gen(function* () {
      const soon = new RateLimited({ message: "429", retryAfterMs: 20_000 });
      const busy = new RateLimited({ message: "429", retryAfterMs: 600_000 });
      const { at } = yield* tries({ endsInMs: 60_000 }, (index) => [soon, busy][index]);
      assert.deepStrictEqual(gaps(at), [20_000, 38_000]);
    }),
  );

  it.effect("never follow a failure that stays", () =>
    Effect.gen(function* () {
      const denied = new Unauthorized({ message: "401" });
      assert.strictEqual((yield* tries({}, () => denied)).at.length, 1);
    }),
  );

  it.effect("are told before each pause", () =>
    Effect.gen(function* () {
      const told: Array<number> = [];
      const { at } = yield* tries({ onRetry: (_, delayMs) => Effect.sync(() => told.push(delayMs)) }, (index) =>
        index < 3 ? refused : undefined,
      );
      assert.deepStrictEqual(told, gaps(at));
    }),
  );
});

describe("the retry budget", () => {
  it("takes 5 a retry, 10 after a timeout, gives 1 back for a success, and ends at 500", () => {
    const budget = new RetryBudget();
    budget.succeeded();
    assert.strictEqual(budget.tokens, 500);
    assert.isTrue(budget.spend(refused));
    assert.isTrue(budget.spend(new Timeout({ message: "" })));
    assert.strictEqual(budget.tokens, 485);
    budget.succeeded();
    assert.strictEqual(budget.tokens, 486);
    let spent = 0;
    while (budget.spend(refused)) spent += 1;
    assert.deepStrictEqual([spent, budget.tokens], [97, 1]);
  });

  it("pays for 100 retries when it is full", () => {
    const budget = new RetryBudget();
    let spent = 0;
    while (budget.spend(refused)) spent += 1;
    assert.deepStrictEqual([spent, budget.tokens], [100, 0]);
  });

  it.effect("makes every retry as slow as can be when it is empty", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget();
      while (budget.spend(refused));
      const { at } = yield* tries({ budget }, (index) => (index < 2 ? refused : undefined));
      assert.lengthOf(at, 3);
      for (const gap of gaps(at)) {
        assert.isAtLeast(gap, 8_000);
        assert.isAtMost(gap, 12_001);
      }
    }),
  );

  it.effect("is not refilled by a success that needed retries", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget();
      yield* tries({ budget }, (index) => (index === 0 ? refused : undefined));
      assert.strictEqual(budget.tokens, 495);
      yield* tries({ budget }, () => undefined);
      assert.strictEqual(budget.tokens, 496);
    }),
  );
});

describe("a request that used up its total time", () => {
  const overdue = new Timeout({ message: "", reason: "request" });

  it.effect("is not sent again where tries are counted, and is where only the time limits them", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* tries({ attempts: 3 }, () => overdue)).at.length, 1);
      const ridden = yield* tries({ forMs: 60_000 }, (index) => (index === 0 ? overdue : undefined));
      assert.deepStrictEqual([ridden.at.length, ridden.failed], [2, undefined]);
    }),
  );

  it.effect("differs from one that never connected, which a call sends again", () =>
    Effect.gen(function* () {
      const unconnected = new Timeout({ message: "", reason: "connect" });
      assert.strictEqual((yield* tries({ attempts: 3 }, () => unconnected)).at.length, 3);
    }),
  );
});
