import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber, Redacted } from "effect";
import { TestClock } from "effect/testing";
import { type JobwireError, ServerError } from "../../src/errors.ts";
import { makeCachedToken } from "../../src/http/cached-token.ts";
import type { TokenProvider } from "../../src/http/token-provider.ts";

/** A provider of tokens `t1`, `t2` …, each fetched in a second and valid for `lifeMs`. */
const counted = (lifeMs: number, failing: (fetch: number) => JobwireError | undefined = () => undefined) => {
  let fetches = 0;
  let ended = 0;
  const provider = makeCachedToken(
    Effect.gen(function* () {
      fetches += 1;
      const own = fetches;
      yield* Effect.sleep("1 second");
      const failure = failing(own);
      if (failure !== undefined) return yield* Effect.fail(failure);
      return { token: Redacted.make(`t${own}`), expiresAtMs: (yield* Clock.currentTimeMillis) - 1000 + lifeMs };
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          ended += 1;
        }),
      ),
    ),
  );
  return { provider, fetches: () => fetches, ended: () => ended };
};

const ask = (provider: TokenProvider): Effect.Effect<string, JobwireError> =>
  Effect.map(provider.token, (token) => Redacted.value(token));

/** Requests a token and lets its fetch take a second. */
const got = (provider: TokenProvider): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(ask(provider));
    yield* TestClock.adjust("1 second");
    return yield* Fiber.join(fiber);
  });

describe("a cached token", () => {
  it.effect("is fetched once, kept, and renewed two minutes before its end", () =>
    Effect.gen(function* () {
      const { provider, fetches } = counted(600_000);
      assert.strictEqual(yield* got(provider), "t1");
      yield* TestClock.adjust(600_000 - 120_000 - 1000 - 1);
      assert.strictEqual(yield* ask(provider), "t1");
      yield* TestClock.adjust(1);
      assert.strictEqual(yield* got(provider), "t2");
      assert.strictEqual(fetches(), 2);
    }),
  );

  it.effect("with a life shorter than four minutes is used for half of it", () =>
    Effect.gen(function* () {
      const { provider } = counted(60_000);
      assert.strictEqual(yield* got(provider), "t1");
      yield* TestClock.adjust(28_999);
      assert.strictEqual(yield* ask(provider), "t1");
      yield* TestClock.adjust(1);
      assert.strictEqual(yield* got(provider), "t2");
    }),
  );

  it.effect("is fetched once for concurrent callers; an interrupted caller does not end the fetch for the others", () =>
    Effect.gen(function* () {
      const { provider, fetches, ended } = counted(600_000);
      const fibers = yield* Effect.forEach(Array.from({ length: 100 }), () => Effect.forkChild(ask(provider)));
      yield* TestClock.adjust("500 millis");
      // The first caller started the fetch.
      yield* Fiber.interruptAll(fibers.slice(0, 50));
      assert.strictEqual(ended(), 0);
      yield* TestClock.adjust("500 millis");
      for (const fiber of fibers.slice(50)) assert.strictEqual(yield* Fiber.join(fiber), "t1");
      assert.deepStrictEqual([fetches(), ended()], [1, 1]);
    }),
  );

  it.effect("stops its fetch when nobody waits any longer, and a later caller starts another", () =>
    Effect.gen(function* () {
      const { provider, fetches, ended } = counted(600_000);
      const fibers = yield* Effect.forEach(Array.from({ length: 3 }), () => Effect.forkChild(ask(provider)));
      yield* TestClock.adjust("500 millis");
      yield* Fiber.interruptAll(fibers);
      assert.deepStrictEqual([fetches(), ended()], [1, 1]);
      assert.strictEqual(yield* got(provider), "t2");
    }),
  );

  it.effect("that cannot be fetched fails for those who wait, and is fetched again for the next caller", () =>
    Effect.gen(function* () {
      const failure = new ServerError({ message: "no", reason: "unavailable" });
      const { provider, fetches } = counted(600_000, (fetch) => (fetch === 1 ? failure : undefined));
      const fibers = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        Effect.forkChild(Effect.flip(ask(provider))),
      );
      yield* TestClock.adjust("1 second");
      for (const fiber of fibers) assert.strictEqual(yield* Fiber.join(fiber), failure);
      assert.strictEqual(yield* got(provider), "t2");
      assert.strictEqual(fetches(), 2);
    }),
  );

  it.effect("that was refused is fetched again, once however many requests it was refused to", () =>
    Effect.gen(function* () {
      const { provider, fetches } = counted(600_000);
      yield* got(provider);
      const refused = yield* provider.token;
      assert.isTrue(yield* provider.renew(refused));
      assert.strictEqual(yield* got(provider), "t2");
      // A request with the old token receives its 401 only now.
      assert.isTrue(yield* provider.renew(refused));
      assert.strictEqual(yield* ask(provider), "t2");
      assert.strictEqual(fetches(), 2);
    }),
  );
});

describe("a cached token whose fetch takes time to stop", () => {
  /** Fetches take a second; an interrupted one takes two more seconds to stop. */
  const slowToStop = () => {
    let fetches = 0;
    const provider = makeCachedToken(
      Effect.suspend(() => {
        fetches += 1;
        const token = Redacted.make(`t${fetches}`);
        return Effect.sleep("1 second").pipe(
          Effect.onInterrupt(() => Effect.sleep("2 seconds")),
          Effect.andThen(Clock.currentTimeMillis),
          Effect.map((now) => ({ token, expiresAtMs: now + 600_000 })),
        );
      }),
    );
    return { provider, fetches: () => fetches };
  };

  it.effect("is fetched anew for callers that come meanwhile, once for all of them", () =>
    Effect.gen(function* () {
      const { provider, fetches } = slowToStop();
      const first = yield* Effect.forkChild(ask(provider));
      yield* TestClock.adjust("500 millis");
      const leaving = yield* Effect.forkChild(Fiber.interrupt(first));
      yield* TestClock.adjust("1900 millis");
      const second = yield* Effect.forkChild(ask(provider));
      // The first fetch stops while the second one runs.
      yield* TestClock.adjust("200 millis");
      const third = yield* Effect.forkChild(ask(provider));
      yield* TestClock.adjust("1 second");
      assert.deepStrictEqual([yield* Fiber.join(second), yield* Fiber.join(third)], ["t2", "t2"]);
      yield* Fiber.join(leaving);
      assert.strictEqual(fetches(), 2);
    }),
  );

  it.effect("stays cached when the earlier fetch stops after it came", () =>
    Effect.gen(function* () {
      const { provider, fetches } = slowToStop();
      const first = yield* Effect.forkChild(ask(provider));
      yield* TestClock.adjust("500 millis");
      yield* Effect.forkChild(Fiber.interrupt(first));
      yield* TestClock.adjust("100 millis");
      assert.strictEqual(yield* got(provider), "t2");
      yield* TestClock.adjust("5 seconds");
      assert.strictEqual(yield* ask(provider), "t2");
      assert.strictEqual(fetches(), 2);
    }),
  );
});

describe("a cached token that cannot be fetched", () => {
  it.effect("is fetched again, once, for callers that try again at once", () =>
    Effect.gen(function* () {
      const failure = new ServerError({ message: "no", reason: "unavailable" });
      const { provider, fetches } = counted(600_000, (fetch) => (fetch === 1 ? failure : undefined));
      const twice = Effect.catch(ask(provider), () => ask(provider));
      const stubborn = yield* Effect.forEach(Array.from({ length: 3 }), () => Effect.forkChild(twice));
      const once = yield* Effect.forkChild(Effect.flip(ask(provider)));
      yield* TestClock.adjust("1 second");
      assert.strictEqual(yield* Fiber.join(once), failure);
      const late = yield* Effect.forkChild(ask(provider));
      yield* TestClock.adjust("1 second");
      for (const fiber of [...stubborn, late]) assert.strictEqual(yield* Fiber.join(fiber), "t2");
      assert.strictEqual(fetches(), 2);
    }),
  );

  it.effect("may be called refused before there is one", () =>
    Effect.gen(function* () {
      const { provider } = counted(600_000);
      assert.isTrue(yield* provider.renew(Redacted.make("t0")));
      assert.strictEqual(yield* got(provider), "t1");
    }),
  );
});

describe("a cached token with a short life", () => {
  it.effect("is used for half of it, however late in the day it comes", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("10 hours");
      const { provider } = counted(60_000);
      assert.strictEqual(yield* got(provider), "t1");
      yield* TestClock.adjust(28_999);
      assert.strictEqual(yield* ask(provider), "t1");
      yield* TestClock.adjust(1);
      assert.strictEqual(yield* got(provider), "t2");
    }),
  );
});
