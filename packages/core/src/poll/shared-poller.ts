// Longer than most files: one closure owns the watchers, the poll and its delays, which all waits of a client share.
import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Fiber from "effect/Fiber";
import * as Latch from "effect/Latch";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import { Aborted, type JobwireError } from "../errors.ts";
import { nextDelayMs } from "../retry/backoff.ts";
import { lastLooks } from "./last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import { isExhausted, nextTryAt } from "./next-try.ts";
import type { PollEvent } from "./poll-event.ts";
import { refusesSignIn } from "../retry/refuses-sign-in.ts";
import { unpaced } from "../retry/request-pace.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { mayPass, type RetryPolicyName } from "../retry/retry-policies.ts";
import { makeWatcher, type RetryLimits, type Watcher, type WatchLimits } from "./watcher.ts";

/** Reads one job by its id, or all jobs at once. Each read is a single try; the poller retries. */
export interface PollSource<A> {
  /** Fails with `NotFound` (reason `unknown-job`) when the server does not know the id. */
  readonly one: (id: string) => Effect.Effect<A, JobwireError>;
  /** Reads everything that the server knows; the result looks up an id in it. */
  readonly all: Effect.Effect<(id: string) => A | undefined, JobwireError>;
  /**
   * Runs after each regular poll, with the values found, by id, and the requested ids that the list lacks. Returns further events:
   * jobs that are lost although the server does not report it, and jobs that exist although the list lacks them. `requested` when it
   * sent a request, which then counts as the interval's second one.
   */
  readonly check?: (
    found: ReadonlyMap<string, A>,
    unlisted: ReadonlyArray<string>,
  ) => Effect.Effect<{
    /** True when the check sent a request of its own. */
    readonly requested: boolean;
    /** What it found, by id. */
    readonly events: ReadonlyMap<string, PollEvent<A>>;
  }>;
}

/** A rate limit makes the interval at most this many times longer; each poll that succeeds at once makes it shorter again. */
const maxStretch = 8;
const recovery = 1.25;

/** The result of a poll: the values by id, and the ids that the list lacks. */
interface Polled<A> {
  readonly found: ReadonlyMap<string, A>;
  readonly unlisted: ReadonlyArray<string>;
}

/** Polls for many waits with few requests. */
export interface SharedPoller<A> {
  /** Events about one id until the scope closes; the first one as soon as possible. */
  readonly watch: (
    id: string,
    intervalMs: number,
    limits?: WatchLimits,
  ) => Effect.Effect<Queue.Queue<PollEvent<A>>, never, Scope.Scope>;
  /** The number of watchers. */
  readonly size: () => number;
}

/**
 * Polls for all watchers of one client together: a single id by its own request, several by one list. Any span of one interval has
 * at most two polls, however many watchers arrive: each poll serves all, the next one follows an interval later, and one early poll
 * between two regular ones serves new watchers. Without watchers no timer runs.
 *
 * The poller retries once for all watchers, after the delay that the server asks for (Retry-After), but within every watcher's
 * limits: it repeats the poll when the first `retryForMs` is over, and each deadline gets its own look just before it, whatever the
 * poller does meanwhile. A new watcher waits only for the ordinary delay. When such a look succeeds, the server is available again,
 * and the poller repeats the poll at once.
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
    const changed = Latch.makeUnsafe();
    const joined = Latch.makeUnsafe();
    let running: Fiber.Fiber<void> | undefined;
    let respondedBefore = false;
    /** A look beside the poll succeeded, so the server is available again. */
    let recovered = false;
    /** How many times longer than asked the interval is, while the server limits the rate of requests. */
    let stretch = 1;

    const notify = (to: Iterable<Watcher<A>>, event: (watcher: Watcher<A>) => PollEvent<A>): void => {
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
          (error) => error.reason === "unknown-job",
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

    /** Sends the results of a look to the watchers. */
    const succeeded = (asked: ReadonlyArray<Watcher<A>>, eventOf: (id: string) => PollEvent<A>): Polled<A> => {
      respondedBefore = true;
      const found = new Map<string, A>();
      const unlisted = new Set<string>();
      for (const watcher of asked) {
        watcher.failingSince = undefined;
        watcher.refusedSince = undefined;
      }
      notify(asked, ({ id }) => {
        const event = eventOf(id);
        if (event.type === "value") found.set(id, event.value);
        if (event.type === "missing" && !event.proven) unlisted.add(id);
        return event;
      });
      return { found, unlisted: [...unlisted] };
    };

    const failed = (whose: ReadonlyArray<Watcher<A>>, error: JobwireError): void => {
      for (const watcher of whose) watcher.over = true;
      notify(whose, () => ({ type: "failed", error }));
    };

    const mayRetry = (error: JobwireError): boolean =>
      mayPass(policy, error) || (respondedBefore && mayPass("nonsense", error));

    /** True when the watcher keeps waiting although the server refuses the client, which it let in before. */
    const outlasts = ({ retryAuthForMs }: Watcher<A>, error: JobwireError): boolean =>
      retryAuthForMs > 0 && respondedBefore && refusesSignIn(error);

    /** The limits of the watchers that apply to this failure. */
    const limitsFor = (error: JobwireError): ReadonlyArray<RetryLimits> =>
      refusesSignIn(error)
        ? alive().map(({ fresh, retryAuthForMs, refusedSince }) => ({
            fresh,
            retryForMs: retryAuthForMs,
            failingSince: refusedSince,
          }))
        : alive();

    /** Waits for the next try: `wantedMs` after the failure, `ownMs` for a new watcher; less when a watcher's limit ends or the server is back. */
    const delay = (error: JobwireError, failedAt: number, ownMs: number, wantedMs: number): Effect.Effect<void> =>
      Effect.gen(function* () {
        recovered = false;
        for (;;) {
          const now = yield* monotonicMs;
          const at = nextTryAt(limitsFor(error), failedAt, ownMs, wantedMs);
          if (recovered || now >= at) return;
          changed.closeUnsafe();
          yield* Effect.raceFirst(Effect.sleep(Math.ceil(at - now)), changed.await);
        }
      });

    /** Retries one poll until it succeeds or cannot. Returns the values found, and the ids that the list lacks. */
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
          if (failures === 0) {
            options.budget.succeeded();
            stretch = Math.max(1, stretch / recovery);
          }
          return succeeded(asked, looked.eventOf);
        }
        const { error } = looked;
        if (!mayRetry(error)) {
          failed(
            asked.filter((watcher) => !outlasts(watcher, error)),
            error,
          );
          if (asked.every(({ over }) => over)) return nothing;
        }
        if (error._tag === "RateLimited") stretch = Math.min(maxStretch, stretch * 2);
        const now = yield* monotonicMs;
        const ownMs = yield* nextDelayMs({ attempt: failures, budgeted: options.budget.spend(error) });
        for (const watcher of asked) {
          if (refusesSignIn(error)) watcher.refusedSince ??= now;
          else watcher.failingSince ??= now;
        }
        const limits = limitsFor(error);
        failed(
          alive().filter((_, index) => isExhausted(limits[index] as RetryLimits, now)),
          error,
        );
        const wantedMs = Math.max(ownMs, error.retryAfterMs ?? 0);
        const delayMs = Math.ceil(nextTryAt(limitsFor(error), now, ownMs, wantedMs) - now);
        notify(alive(), () => ({ type: "retrying", error, delayMs }));
        yield* delay(error, now, ownMs, wantedMs);
        // A last look has served all watchers: the next poll is the regular one.
        if (
          recovered &&
          alive().every(
            ({ fresh, failingSince, refusedSince }) =>
              !fresh && failingSince === undefined && refusedSince === undefined,
          )
        )
          return nothing;
      }
    });

    /** Looks for the watchers whose deadline is near, whatever the poller does meanwhile. Its failure changes nothing for the others. */
    const lookOnce = (asked: ReadonlyArray<Watcher<A>>): Effect.Effect<void> =>
      Effect.gen(function* () {
        noteLook(asked, yield* monotonicMs);
        // A deadline does not wait for its turn.
        yield* Effect.match(Effect.provideService(lookUp(asked), unpaced, true), {
          onSuccess: (eventOf) => {
            succeeded(asked, eventOf);
            recovered = true;
            changed.openUnsafe();
          },
          onFailure: (error) => {
            if (mayRetry(error)) return;
            failed(
              asked.filter((watcher) => !outlasts(watcher, error)),
              error,
            );
          },
        });
      });

    // Whole milliseconds, as timers use.
    const intervalMs = (): number => Math.ceil(Math.min(...alive().map((watcher) => watcher.intervalMs)) * stretch);

    /** Waits for the next poll; true when it is an early one, for a new watcher. */
    const pause = (lastWasEarly: boolean): Effect.Effect<boolean> =>
      Effect.gen(function* () {
        const since = yield* monotonicMs;
        for (;;) {
          if (!lastWasEarly && alive().some(({ fresh }) => fresh)) return true;
          const left = since + intervalMs() - (yield* monotonicMs);
          if (left <= 0) return false;
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
            notify(named, () => event);
          }
          early = requested;
        }
        early = yield* pause(early);
      }
    }).pipe(Effect.raceFirst(lastLooks({ waiting: alive, changed: joined, look: lookOnce })));

    /** Starts the loop. When it ends under its watchers, the client was closed, or a defect must reach them all. */
    const start = Effect.map(Effect.forkIn(loop, scope), (fiber) => {
      running = fiber;
      // An observer, not a finalizer of the loop: in a closed scope the loop never begins.
      fiber.addObserver((exit) => {
        // The last watcher left. The loop of a new watcher may run by now.
        if (running !== fiber) return;
        running = undefined;
        const defect = Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause) ? exit.cause : undefined;
        if (defect !== undefined) for (const { queue } of watchers) Queue.failCauseUnsafe(queue, defect);
        const closed = new Aborted({ message: "the client was closed", reason: "closed" });
        notify(watchers, () => ({ type: "failed", error: closed }));
      });
    });

    const watch: SharedPoller<A>["watch"] = (id, interval, limits = {}) =>
      Effect.gen(function* () {
        // Sliding: a reader whose callback delays it misses old states, never the newest.
        const queue = yield* Queue.sliding<PollEvent<A>>(16);
        const watcher = makeWatcher(id, interval, queue, limits, yield* monotonicMs);
        yield* Effect.acquireRelease(
          Effect.suspend(() => {
            watchers.add(watcher);
            changed.openUnsafe();
            joined.openUnsafe();
            return running === undefined ? start : Effect.void;
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
