import * as Clock from "effect/Clock";
import * as Deferred from "effect/Deferred";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as Redacted from "effect/Redacted";
import type { JobwireError } from "../errors.ts";
import type { TokenProvider } from "./token-provider.ts";

/** A token and its expiry, in milliseconds since 1970. */
export interface FreshToken {
  readonly token: Redacted.Redacted<string>;
  readonly expiresAtMs: number;
}

/** Stop using a token this long before it expires: it must outlast the request, and this machine's clock may be off. */
const earlyMs = 120_000;

interface Cached extends FreshToken {
  /** From this time on, the next caller fetches a new token. */
  readonly staleAtMs: number;
}

interface PendingFetch {
  readonly result: Deferred.Deferred<Cached, JobwireError>;
  fiber: Fiber.Fiber<void> | undefined;
  waiting: number;
}

/**
 * Keeps a token in memory until two minutes before it expires (or half its lifetime, if that is shorter), then fetches another.
 * Concurrent callers share one fetch, which is interrupted only when none of them waits any longer. Callers that wait receive a
 * failure; the cache does not keep it.
 */
export const makeCachedToken = (fetch: Effect.Effect<FreshToken, JobwireError>): TokenProvider => {
  let cached: Cached | undefined;
  let pending: PendingFetch | undefined;

  const fetched: Effect.Effect<Cached, JobwireError> = Effect.gen(function* () {
    const startedAt = yield* Clock.currentTimeMillis;
    const fresh = yield* fetch;
    const lifetimeMs = fresh.expiresAtMs - startedAt;
    return { ...fresh, staleAtMs: fresh.expiresAtMs - Math.min(earlyMs, lifetimeMs / 2) };
  });

  const join: Effect.Effect<PendingFetch> = Effect.suspend(() => {
    if (pending !== undefined) {
      pending.waiting += 1;
      return Effect.succeed(pending);
    }
    const joined: PendingFetch = { result: Deferred.makeUnsafe(), fiber: undefined, waiting: 1 };
    pending = joined;
    // Detached: the first caller's fiber may be interrupted while others wait.
    return Effect.interruptible(fetched).pipe(
      Effect.onExit((exit) => {
        if (pending === joined) pending = undefined;
        if (Exit.isSuccess(exit)) cached = exit.value;
        return Deferred.done(joined.result, exit);
      }),
      Effect.exit,
      Effect.asVoid,
      Effect.forkDetach,
      Effect.map((fiber) => {
        joined.fiber = fiber;
        return joined;
      }),
    );
  });

  const leave = (joined: PendingFetch): Effect.Effect<void> =>
    Effect.suspend(() => {
      joined.waiting -= 1;
      if (joined.waiting > 0 || joined.fiber === undefined) return Effect.void;
      // A caller that arrives now starts another fetch instead of waiting for the one that is being interrupted.
      if (pending === joined) pending = undefined;
      return Fiber.interrupt(joined.fiber);
    });

  const shared = Effect.acquireUseRelease(join, ({ result }) => Deferred.await(result), leave);

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
