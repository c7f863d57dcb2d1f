import { Effect, Fiber, Queue } from "effect";
import { checked, checkWaitOptions } from "../surface/checked.ts";
import type { JobWaitOptions } from "../surface/options.ts";
import { JobLost, type JobwireError, NotFound, Timeout } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { type PendingReason, PendingReports } from "./pending.ts";
import type { PollEvent } from "./poll-event.ts";
import type { SharedPoller } from "./shared-poller.ts";

/** A job that was there and is not any more is looked for this long, in milliseconds: a head may come up before its store. */
const goneAfterMs = 30_000;

/** What waits of one client share. */
export interface WaitSettings<Job> {
  readonly address: string;
  readonly poller: SharedPoller<Job>;
  readonly pollIntervalMs: number;
  readonly retryForMs: number;
  readonly statusOf: (job: Job) => string;
  /** What the error of a deadline shows as the job; default the job itself. */
  readonly shownOf?: ((job: Job) => unknown) | undefined;
  /** The job's id, for errors, from the name that the poller has for the job; default that name. */
  readonly idOf?: ((name: string) => string) | undefined;
  /** True when the job does not change any more. */
  readonly isOver: (job: Job) => boolean;
  /** Reads why a job that has not started has not; undefined for any other. Absent: nothing is known of that. */
  readonly whyPending?: ((job: Job) => Effect.Effect<PendingReason> | undefined) | undefined;
  /** Why a job of this kind may be gone, for messages. */
  readonly goneBecause: string;
  /** Milliseconds in which a job that was never seen may still appear; default: none after two looks. */
  readonly appearsWithinMs?: number | undefined;
  /** The list may lack jobs that there are: only the server's own word about one job counts. Default false. */
  readonly listMayLack?: boolean | undefined;
  /** The id in a key, as messages show it; default the key itself. */
  readonly shownKey?: ((key: string) => string) | undefined;
}

/** Options of a wait, as its effect takes them: interruption replaces the signal. */
export type WaitEffectOptions<Job> = Omit<JobWaitOptions<Job>, "signal">;

/** What one wait has seen so far. */
class Sightings<Job> {
  readonly jobId: string;
  readonly label: string;
  readonly #settings: WaitSettings<Job>;
  last: { readonly status: string; readonly job: Job } | undefined;
  failing: { readonly since: number; readonly error: JobwireError } | undefined;
  #missingSince: number | undefined;
  #missed = 0;

  constructor(id: string, settings: WaitSettings<Job>) {
    this.jobId = settings.idOf?.(id) ?? id;
    this.label = `job ${id} at ${settings.address}`;
    this.#settings = settings;
  }

  /** The job as last seen, as errors show it. */
  get shown(): unknown {
    const { shownOf } = this.#settings;
    return this.last === undefined || shownOf === undefined ? this.last?.job : shownOf(this.last.job);
  }

  failed(error: JobwireError, now: number): void {
    this.failing = { since: this.failing?.since ?? now, error };
  }

  /** Takes note of a job; true when its status is another than before. */
  found(job: Job): boolean {
    const status = this.#settings.statusOf(job);
    const changed = status !== this.last?.status;
    this.last = { status, job };
    this.failing = undefined;
    this.#missingSince = undefined;
    this.#missed = 0;
    return changed;
  }

  /** Takes note that the server does not know the job; gives the error when that is certain. */
  missing(event: Extract<PollEvent<Job>, { type: "missing" }>, now: number): JobwireError | undefined {
    this.failing = undefined;
    const { appearsWithinMs, listMayLack } = this.#settings;
    if (listMayLack === true && !event.proven) return undefined;
    this.#missed += 1;
    this.#missingSince ??= now;
    if (this.last !== undefined) {
      if (now - this.#missingSince < Math.min(goneAfterMs, this.#settings.retryForMs)) return undefined;
      return new JobLost({
        message: `${this.label} was ${this.last.status} and is not known any more: ${this.#settings.goneBecause}`,
        reason: "gone",
        jobStatus: this.last.status,
        jobId: this.jobId,
        job: this.shown,
        cause: event.error,
      });
    }
    // A list alone is not believed at once: the job may have been submitted while it was made.
    if (!event.proven && this.#missed < 2) return undefined;
    if (appearsWithinMs !== undefined && now - this.#missingSince < appearsWithinMs) return undefined;
    return (
      event.error ?? new NotFound({ message: `${this.label} does not exist`, reason: "unknown-job", statusCode: 404 })
    );
  }
}

/**
 * Waits until the job is terminal and gives it, whatever its status. Rides out failures for `retryForMs` without a success
 * between them. Unknown from the start: `NotFound`; gone later: `JobLost` (reason `gone`, or `node-dead`); past `timeoutMs`:
 * `Timeout` (reason `deadline`). `onChange` is also told the first status. What `onChange` or `onRetry` throws ends the wait
 * as a defect.
 */
export const waitForJob = <Job>(
  settings: WaitSettings<Job>,
  id: string,
  options: WaitEffectOptions<Job> = {},
): Effect.Effect<Job, JobwireError> =>
  Effect.gen(function* () {
    const seen = new Sightings(`job ${settings.shownKey?.(id) ?? id} at ${settings.address}`, settings);
    const { timeoutMs } = options;
    const ended = Effect.scoped(untilTerminal(settings, id, options, seen));
    const started = yield* monotonicMs;
    const was = (): string => (seen.last === undefined ? "" : `; it is ${seen.last.status} and goes on`);
    const limited =
      timeoutMs === undefined
        ? ended
        : Effect.timeoutOrElse(ended, {
            duration: timeoutMs,
            orElse: () =>
              Effect.flatMap(monotonicMs, (now) =>
                Effect.fail(
                  new Timeout({
                    message: `${seen.label}: no end within ${timeoutMs} ms (timeoutMs)${was()}`,
                    reason: "deadline",
                    jobId: seen.jobId,
                    job: seen.shown,
                    elapsedMs: now - started,
                    cause: seen.failing?.error,
                  }),
                ),
              ),
          });
    yield* checked(() => checkWaitOptions(options));
    return yield* limited;
  });

const untilTerminal = Effect.fnUntraced(function* <Job>(
  settings: WaitSettings<Job>,
  id: string,
  options: WaitEffectOptions<Job>,
  seen: Sightings<Job>,
) {
  const events = yield* settings.poller.watch(id, options.pollIntervalMs ?? settings.pollIntervalMs, {
    deadline: options.timeoutMs === undefined ? undefined : (yield* monotonicMs) + options.timeoutMs,
    retryForMs: settings.retryForMs,
  });
  let reporting: Fiber.Fiber<void> | undefined;
  for (;;) {
    const event: PollEvent<Job> = yield* Queue.take(events);
    const now = yield* monotonicMs;
    switch (event.type) {
      case "failed":
        return yield* Effect.fail(event.error);
      case "retrying":
        seen.failed(event.error, now);
        options.onRetry?.(event.error, event.delayMs);
        break;
      case "missing": {
        const failure = seen.missing(event, now);
        if (failure !== undefined) return yield* Effect.fail(failure);
        break;
      }
      case "value":
        if (seen.found(event.value)) {
          options.onChange?.(event.value);
          if (reporting !== undefined) yield* Fiber.interrupt(reporting);
          reporting = options.onStatus === undefined ? undefined : yield* reportPending(settings, seen, events);
        }
        if (settings.isOver(event.value)) return event.value;
        break;
      case "pending":
        options.onStatus?.(event);
        break;
    }
  }
});

/** Begins to put reports into the queue, as long as the job stays pending; undefined when it is not. Does not delay the wait. */
const reportPending = <Job>(
  settings: WaitSettings<Job>,
  seen: Sightings<Job>,
  events: Queue.Queue<PollEvent<Job>>,
): Effect.Effect<Fiber.Fiber<void> | undefined> => {
  const { whyPending } = settings;
  const { last } = seen;
  if (last === undefined || whyPending?.(last.job) === undefined) return Effect.undefined;
  const { status: jobStatus } = last;
  return Effect.forkChild(
    Effect.gen(function* () {
      const reports = new PendingReports();
      for (;;) {
        yield* Effect.sleep(Math.ceil(reports.dueInMs(yield* monotonicMs)));
        const pendingMs = reports.due(yield* monotonicMs);
        if (pendingMs === undefined) continue;
        // The job as it was seen last: what the server says of it may have changed.
        const why = whyPending(seen.last?.job ?? last.job);
        if (why === undefined) return;
        const reason = yield* why;
        Queue.offerUnsafe(events, { type: "pending", jobStatus, pendingMs: Math.round(pendingMs), ...reason });
      }
    }),
  );
};
