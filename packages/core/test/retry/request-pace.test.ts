import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { ConnectionFailed, type JobwireError, NotFound, RateLimited, ServerError } from "../../src/errors.ts";
import { monotonicMs } from "../../src/monotonic.ts";
import { RequestPace, unpaced } from "../../src/retry/request-pace.ts";
import { outcomeOf } from "../support/settled.ts";

/** A server that accepts a request only this long after the last one that it accepted. */
const limiter = (everyMs: number, error: () => JobwireError) => {
  let acceptedAt = Number.NEGATIVE_INFINITY;
  const counts = { accepted: 0, refused: 0 };
  const request = Effect.gen(function* () {
    const now = yield* monotonicMs;
    if (now - acceptedAt < everyMs) {
      counts.refused++;
      return yield* Effect.fail(error());
    }
    acceptedAt = now;
    counts.accepted++;
    return now;
  });
  return { counts, request };
};

const busy = (): JobwireError => new RateLimited({ statusCode: 429, message: "too many requests" });
const unavailable = (): JobwireError => new ServerError({ statusCode: 503, reason: "unavailable", message: "503" });

/** Sends a request until it is accepted. */
const insist = (pace: RequestPace, request: Effect.Effect<number, JobwireError>): Effect.Effect<number> =>
  Effect.catch(pace.paced(request), () => Effect.andThen(Effect.sleep(50), insist(pace, request)));

describe("the pace of a client's requests", () => {
  it.effect.each<[string, number, () => JobwireError]>([
    ["1 a second, 429", 1_000, busy],
    ["2 a second, 429", 500, busy],
    ["1 in 3 seconds, 429", 3_000, busy],
    ["1 a second, 503 as nginx sends it", 1_000, unavailable],
  ])("settles a little above the limit, with few refusals: %s", ([, everyMs, error]) =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      const { counts, request } = limiter(everyMs, error);
      const started = yield* monotonicMs;
      const all = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 40 }), () => insist(pace, request), { concurrency: 4 }),
      );
      for (let waited = 0; waited < 400 * 1_000 && all.pollUnsafe() === undefined; waited += 50)
        yield* TestClock.adjust(50);
      yield* Fiber.join(all);
      const tookMs = (yield* monotonicMs) - started;
      assert.strictEqual(counts.accepted, 40);
      assert.isBelow(counts.refused, 20);
      // The best possible time is 39 gaps.
      assert.isBelow(tookMs, 39 * everyMs * 1.7 + 5_000);
      assert.match(
        String(pace.reason()),
        /^the server limits the rate of requests \((?:429|503)\), so Jobwire sends one every/,
      );
    }),
  );

  it.effect("is no pace before a refusal, and none again once nothing was refused for a while", () =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      const accepted = pace.paced(Effect.succeed(1));
      for (let n = 0; n < 100; n++) yield* accepted;
      assert.deepStrictEqual([pace.gapMs, pace.reason()], [0, undefined]);
      yield* outcomeOf(pace.paced(Effect.fail(busy())));
      assert.isAbove(pace.gapMs, 0);
      for (let n = 0; n < 200; n++) {
        const waiting = yield* Effect.forkChild(accepted);
        yield* TestClock.adjust(1_000);
        yield* Fiber.join(waiting);
      }
      assert.deepStrictEqual([pace.gapMs, pace.reason()], [0, undefined]);
    }),
  );

  it.effect("slows down once for requests that were under way together", () =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      const slow = Effect.andThen(Effect.sleep(100), Effect.fail(busy()));
      const all = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 50 }), () => outcomeOf(pace.paced(slow)), { concurrency: "unbounded" }),
      );
      yield* TestClock.adjust(100);
      yield* Fiber.join(all);
      assert.strictEqual(pace.gapMs, 250);
    }),
  );

  it.effect("does not count an outage, taken slots, or a lost connection", () =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      const failures = [
        new ConnectionFailed({ reason: "reset", message: "reset" }),
        new RateLimited({ statusCode: 429, reason: "slots", message: "100 streams" }),
        new NotFound({ statusCode: 404, message: "404" }),
        new ServerError({ statusCode: 500, message: "500" }),
      ];
      for (const error of failures) yield* outcomeOf(pace.paced(Effect.fail(error)));
      assert.strictEqual(pace.gapMs, 0);
      // An outage: 503 again and again, and nothing is accepted in between.
      yield* pace.paced(Effect.succeed(1));
      yield* TestClock.adjust(3_000);
      for (let n = 0; n < 20; n++) {
        yield* outcomeOf(pace.paced(Effect.fail(unavailable())));
        yield* TestClock.adjust(1_000);
      }
      assert.strictEqual(pace.gapMs, 0);
    }),
  );

  it.effect("does not hold back a request that cannot wait", () =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      yield* outcomeOf(pace.paced(Effect.fail(busy())));
      const began = yield* monotonicMs;
      const urgent = Effect.provideService(pace.paced(monotonicMs), unpaced, true);
      assert.strictEqual(yield* urgent, began);
    }),
  );

  it.effect("lets a request that is interrupted while it waits give up its turn", () =>
    Effect.gen(function* () {
      const pace = new RequestPace();
      yield* outcomeOf(pace.paced(Effect.fail(busy())));
      const first = yield* Effect.forkChild(pace.paced(monotonicMs));
      const second = yield* Effect.forkChild(pace.paced(monotonicMs));
      yield* TestClock.adjust(100);
      yield* Fiber.interrupt(first);
      yield* TestClock.adjust(150);
      // Its turn comes when that of the first one would have come.
      assert.strictEqual(yield* Fiber.join(second), 250);
    }),
  );
});
