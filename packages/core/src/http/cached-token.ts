import { Clock, Deferred, Effect, Exit, Fiber, Redacted } from "effect";
import type { JobwireError } from "../errors.ts";
import type { TokenProvider } from "./token-provider.ts";

/** A token, and when it ends: milliseconds since 1970. */
export interface FreshToken {
  readonly token: Redacted.Redacted<string>;
  readonly expiresAtMs: number;
}

/** A token is not given out this shortly before its end: it must hold for the request and for a clock that is off. */
const earlyMs = 120_000;

interface Cached extends FreshToken {
  /** From here on it is fetched anew. */
  readonly staleAtMs: number;
}

interface Flight {
  readonly landed: Deferred.Deferred<Cached, JobwireError>;
  fiber: Fiber.Fiber<void> | undefined;
  waiting: number;
}

/**
 * Keeps a token in memory until two minutes before its end (half its life, when that is shorter), then fetches another. All who
 * ask meanwhile share one fetch; it is ended only when none of them waits any more. A failure is given to those who wait and
 * is not kept.
 */
export const makeCachedToken = (fetch: Effect.Effect<FreshToken, JobwireError>): TokenProvider => {
  let cached: Cached | undefined;
  let flight: Flight | undefined;

  const fetched: Effect.Effect<Cached, JobwireError> = Effect.gen(function* () {
    const asked = yield* Clock.currentTimeMillis;
    const fresh = yield* fetch;
    const life = fresh.expiresAtMs - asked;
    return { ...fresh, staleAtMs: fresh.expiresAtMs - Math.min(earlyMs, life / 2) };
  });

  const board: Effect.Effect<Flight> = Effect.suspend(() => {
    if (flight !== undefined) {
      flight.waiting += 1;
      return Effect.succeed(flight);
    }
    const own: Flight = { landed: Deferred.makeUnsafe(), fiber: undefined, waiting: 1 };
    flight = own;
    // Detached: the fiber of whoever asked first may be interrupted while others wait.
    return Effect.interruptible(fetched).pipe(
      Effect.onExit((exit) => {
        if (flight === own) flight = undefined;
        if (Exit.isSuccess(exit)) cached = exit.value;
        return Deferred.done(own.landed, exit);
      }),
      Effect.exit,
      Effect.asVoid,
      Effect.forkDetach,
      Effect.map((fiber) => {
        own.fiber = fiber;
        return own;
      }),
    );
  });

  const leave = (own: Flight): Effect.Effect<void> =>
    Effect.suspend(() => {
      own.waiting -= 1;
      if (own.waiting > 0 || own.fiber === undefined) return Effect.void;
      // Whoever comes now begins another fetch instead of waiting for one that is being ended.
      if (flight === own) flight = undefined;
      return Fiber.interrupt(own.fiber);
    });

  const shared = Effect.acquireUseRelease(board, ({ landed }) => Deferred.await(landed), leave);

  return {
    token: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      cached !== undefined && now < cached.staleAtMs
        ? Effect.succeed(cached.token)
        : Effect.map(shared, ({ token }) => token),
    ),
    renew: (refused) =>
      Effect.sync(() => {
        if (cached !== undefined && Redacted.value(cached.token) === Redacted.value(refused)) cached = undefined;
        return true;
      }),
  };
};
