import { Cause, Effect, Exit, Fiber, Latch, Queue, type Scope } from "effect";
import { Aborted, type JobwireError } from "../errors.ts";
import { nextDelayMs } from "../retry/backoff.ts";
import { lastLooks } from "./last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import { isExhausted, nextTryAt } from "./next-try.ts";
import type { PollEvent } from "./poll-event.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { mayPass, type RetryPolicyName } from "../retry/retry-policies.ts";
import { makeWatcher, type Watcher, type WatchLimits } from "./watcher.ts";

/** How things are read: one by its id, or all at once. Single tries; the poller retries. */
export interface PollSource<A> {
  /** Fails with `NotFound` (reason `unknown-job`) when the server does not know the id. */
  readonly one: (id: string) => Effect.Effect<A, JobwireError>;
  /** A look-up in everything the server knows. */
  readonly all: Effect.Effect<(id: string) => A | undefined, JobwireError>;
  /**
   * Looks after each regular poll at what was found, by id, and at what was asked for and is not in the list; tells events of
   * its own: those that are lost though the server does not say so, those that are there though the list has them not.
   * `requested` when it asked the server, which then counts as the interval's second request.
   */
  readonly check?: (
    found: ReadonlyMap<string, A>,
    unlisted: ReadonlyArray<string>,
  ) => Effect.Effect<{ readonly requested: boolean; readonly events: ReadonlyMap<string, PollEvent<A>> }>;
}

/** What a poll gave: by id, and the ids that the list does not have. */
interface Polled<A> {
  readonly found: ReadonlyMap<string, A>;
  readonly unlisted: ReadonlyArray<string>;
}

/** Many waits, few requests. */
export interface SharedPoller<A> {
  /** Events about one id until the scope closes; the first comes as soon as may be. */
  readonly watch: (
    id: string,
    intervalMs: number,
    limits?: WatchLimits,
  ) => Effect.Effect<Queue.Queue<PollEvent<A>>, never, Scope.Scope>;
  /** Watchers there are. */
  readonly size: () => number;
}

/**
 * Polls for all watchers of one client together: a single id by a request of its own, several by one list. In any span of one
 * interval there are at most two polls, however many watchers come: each poll serves all, the next is an interval later, and
 * one early poll between two regular ones serves newcomers. Without watchers there is no timer.
 *
 * Failures are ridden out once for all, with the delay that the server asks for (Retry-After), but not past the limit of any
 * watcher: the poll is repeated when the first `retryForMs` is over, and each deadline has a look of its own just before it,
 * whatever the poller does meanwhile. A newcomer waits only for the ordinary delay. When such a look succeeds, so does the
 * server, and the poll is repeated at once.
 */
export const makeSharedPoller = <A>(
  source: PollSource<A>,
  options: {
    readonly budget: RetryBudget;
    /** After which failures it polls again; default `transient`. */
    readonly policy?: RetryPolicyName;
  },
): Effect.Effect<SharedPoller<A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope;
    const { policy = "transient" } = options;
    const watchers = new Set<Watcher<A>>();
    const changed = Latch.makeUnsafe(false);
    const joined = Latch.makeUnsafe(false);
    let running: Fiber.Fiber<void> | undefined;
    let answeredBefore = false;
    /** A look beside the poll found the server well. */
    let recovered = false;

    const tell = (to: Iterable<Watcher<A>>, event: (watcher: Watcher<A>) => PollEvent<A>): void => {
      for (const watcher of to) if (watchers.has(watcher)) Queue.offerUnsafe(watcher.queue, event(watcher));
    };

    const lookUp = (asked: ReadonlyArray<Watcher<A>>): Effect.Effect<(id: string) => PollEvent<A>, JobwireError> => {
      const ids = new Set(asked.map(({ id }) => id));
      const [only] = ids;
      if (ids.size > 1 || only === undefined) {
        return Effect.map(source.all, (find) => (id: string): PollEvent<A> => {
          const value = find(id);
          return value === undefined ? { type: "missing", proven: false, error: undefined } : { type: "value", value };
        });
      }
      return source.one(only).pipe(
        Effect.map((value): PollEvent<A> => ({ type: "value", value })),
        Effect.catchIf(
          (error) => error._tag === "NotFound" && error.reason === "unknown-job",
          (error): Effect.Effect<PollEvent<A>> => Effect.succeed({ type: "missing", proven: true, error }),
        ),
        Effect.map((event) => () => event),
      );
    };

    const nothing: Polled<A> = { found: new Map(), unlisted: [] };

    const alive = (): Array<Watcher<A>> => Array.from(watchers).filter((watcher) => !watcher.over);

    const noteLook = (asked: ReadonlyArray<Watcher<A>>, now: number): void => {
      for (const watcher of asked) {
        watcher.fresh = false;
        watcher.lookedAt = now;
      }
    };

    /** Passes on what a look found. */
    const succeeded = (asked: ReadonlyArray<Watcher<A>>, eventOf: (id: string) => PollEvent<A>): Polled<A> => {
      answeredBefore = true;
      const found = new Map<string, A>();
      const unlisted = new Set<string>();
      for (const watcher of asked) watcher.failingSince = undefined;
      tell(asked, ({ id }) => {
        const event = eventOf(id);
        if (event.type === "value") found.set(id, event.value);
        if (event.type === "missing" && !event.proven) unlisted.add(id);
        return event;
      });
      return { found, unlisted: [...unlisted] };
    };

    const failed = (whose: ReadonlyArray<Watcher<A>>, error: JobwireError): void => {
      for (const watcher of whose) watcher.over = true;
      tell(whose, () => ({ type: "failed", error }));
    };

    const mayRetry = (error: JobwireError): boolean =>
      mayPass(policy, error) || (answeredBefore && mayPass("nonsense", error));

    /** Until the next try: `wantedMs` after the failure; for a newcomer `ownMs`; sooner when a watcher's time ends or the server is back. */
    const delay = (failedAt: number, ownMs: number, wantedMs: number): Effect.Effect<void> =>
      Effect.gen(function* () {
        recovered = false;
        for (;;) {
          const now = yield* monotonicMs;
          const at = nextTryAt(alive(), failedAt, ownMs, wantedMs);
          if (recovered || now >= at) return;
          changed.closeUnsafe();
          yield* Effect.raceFirst(Effect.sleep(Math.ceil(at - now)), changed.await);
        }
      });

    /** One poll, ridden out until it succeeds or cannot; gives what was found, and what was not in the list. */
    const poll: Effect.Effect<Polled<A>> = Effect.gen(function* () {
      for (let failures = 0; ; failures++) {
        const asked = alive();
        if (asked.length === 0) return nothing;
        noteLook(asked, yield* monotonicMs);
        const looked = yield* Effect.match(lookUp(asked), {
          onSuccess: (eventOf) => ({ eventOf }),
          onFailure: (error) => ({ error }),
        });
        if ("eventOf" in looked) {
          if (failures === 0) options.budget.succeeded();
          return succeeded(asked, looked.eventOf);
        }
        const { error } = looked;
        if (!mayRetry(error)) {
          failed(asked, error);
          return nothing;
        }
        const now = yield* monotonicMs;
        const ownMs = yield* nextDelayMs({ attempt: failures, budgeted: options.budget.spend(error) });
        for (const watcher of asked) watcher.failingSince ??= now;
        failed(
          alive().filter((watcher) => isExhausted(watcher, now)),
          error,
        );
        const wantedMs = Math.max(ownMs, error.retryAfterMs ?? 0);
        const delayMs = Math.ceil(nextTryAt(alive(), now, ownMs, wantedMs) - now);
        tell(alive(), () => ({ type: "retrying", error, delayMs }));
        yield* delay(now, ownMs, wantedMs);
        // A last look has served all that there are: the next poll is the regular one.
        if (recovered && alive().every(({ fresh, failingSince }) => !fresh && failingSince === undefined))
          return nothing;
      }
    });

    /** A look for those whose deadline comes, beside whatever the poller does. Its failure changes nothing for the others. */
    const lookOnce = (asked: ReadonlyArray<Watcher<A>>): Effect.Effect<void> =>
      Effect.gen(function* () {
        noteLook(asked, yield* monotonicMs);
        yield* Effect.match(lookUp(asked), {
          onSuccess: (eventOf) => {
            succeeded(asked, eventOf);
            recovered = true;
            changed.openUnsafe();
          },
          onFailure: (error) => {
            if (!mayRetry(error)) failed(asked, error);
          },
        });
      });

    const intervalMs = (): number => Math.min(...alive().map((watcher) => watcher.intervalMs));

    const pause = (lastWasEarly: boolean): Effect.Effect<{ readonly early: boolean }> =>
      Effect.gen(function* () {
        const since = yield* monotonicMs;
        for (;;) {
          if (!lastWasEarly && alive().some(({ fresh }) => fresh)) return { early: true };
          const left = since + intervalMs() - (yield* monotonicMs);
          if (left <= 0) return { early: false };
          changed.closeUnsafe();
          yield* Effect.raceFirst(Effect.sleep(left), changed.await);
        }
      });

    const loop = Effect.gen(function* () {
      let early = false;
      for (;;) {
        // All waits that begin in the same turn share the poll.
        yield* Effect.yieldNow;
        const { found, unlisted } = yield* poll;
        if (!early && source.check !== undefined) {
          const { requested, events } = yield* source.check(found, unlisted);
          for (const [id, event] of events) {
            const named = Array.from(watchers).filter((watcher) => watcher.id === id);
            tell(named, () => event);
          }
          early = requested;
        }
        ({ early } = yield* pause(early));
      }
    }).pipe(
      Effect.raceFirst(lastLooks({ waiting: alive, changed: joined, look: lookOnce })),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          // Without watchers this is the ordinary end. With some, the client was closed, or a defect must reach them all.
          const defect = Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause) ? exit.cause : undefined;
          if (defect !== undefined) for (const { queue } of watchers) Queue.failCauseUnsafe(queue, defect);
          const closed = new Aborted({ message: "the client was closed", reason: "closed" });
          tell(watchers, () => ({ type: "failed", error: closed }));
        }),
      ),
    );

    const watch: SharedPoller<A>["watch"] = (id, interval, limits = {}) =>
      Effect.gen(function* () {
        // Sliding: a reader that is kept by a callback of its own misses old states, never the newest.
        const queue = yield* Queue.sliding<PollEvent<A>>(16);
        const watcher = makeWatcher(id, interval, queue, limits, yield* monotonicMs);
        yield* Effect.acquireRelease(
          Effect.suspend(() => {
            watchers.add(watcher);
            changed.openUnsafe();
            joined.openUnsafe();
            if (running !== undefined) return Effect.void;
            return Effect.map(Effect.forkIn(loop, scope), (fiber) => {
              running = fiber;
            });
          }),
          () =>
            Effect.suspend(() => {
              watchers.delete(watcher);
              if (watchers.size > 0 || running === undefined) return Effect.void;
              const last = running;
              running = undefined;
              return Fiber.interrupt(last);
            }),
        );
        return queue;
      });

    return { watch, size: () => watchers.size };
  });
