import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Queue from "effect/Queue";
import { checked, checkWaitOptions } from "../surface/checked.ts";
import type { JobWaitOptions } from "../surface/options.ts";
import { JobLost, type JobwireError, NotFound, Timeout } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { type PendingReason, PendingReports } from "./pending.ts";
import type { PollEvent } from "./poll-event.ts";
import type { SharedPoller } from "./shared-poller.ts";

/** A wait looks for a job that vanished for this long, in milliseconds: a head may start before its store. */
const goneAfterMs = 30_000;

/** The settings that the waits of one client share. */
export interface WaitSettings<Job> {
  readonly address: string;
  readonly poller: SharedPoller<Job>;
  readonly pollIntervalMs: number;
  readonly retryForMs: number;
  readonly retryAuthForMs?: number | undefined;
  readonly statusOf: (job: Job) => string;
  /** The job as the error of a deadline shows it; default the job itself. */
  readonly shownOf?: ((job: Job) => unknown) | undefined;
  /** True when the job no longer changes. */
  readonly isOver: (job: Job) => boolean;
  /** Reads why a job has not started; undefined for a job that has. Absent when the system does not report it. */
  readonly whyPending?: ((job: Job) => Effect.Effect<PendingReason> | undefined) | undefined;
  /** Why a job of this kind may be gone, for messages. */
  readonly goneBecause: string;
  /**
   * Why a job that the server knew at this time (milliseconds of the monotonic clock) and does not know now is gone for good;
   * undefined while nothing proves it. Absent when the system never proves it: then time decides.
   */
  readonly forgottenSince?: ((seenAt: number) => Effect.Effect<string | undefined>) | undefined;
  /** Milliseconds in which a job that the wait never saw may still appear; default: two looks decide. */
  readonly appearsWithinMs?: number | undefined;
  /** The list may lack jobs that exist: only the server's response about one job counts. Default false. */
  readonly listMayLack?: boolean | undefined;
  /** The job's id in its key, for errors; default the key itself. */
  readonly shownKey?: ((key: string) => string) | undefined;
}

/** Options of a wait, as its effect takes them: interruption replaces the signal. */
export type WaitEffectOptions<Job> = Omit<JobWaitOptions<Job>, "signal">;

/** The job as one wait has seen it so far. */
class Sightings<Job> {
  readonly jobId: string;
  readonly label: string;
  readonly #settings: WaitSettings<Job>;
  last: { readonly status: string; readonly job: Job; readonly at: number } | undefined;
  /** The last failure since the last response. */
  failure: JobwireError | undefined;
  #missingSince: number | undefined;
  #missed = 0;

  constructor(key: string, settings: WaitSettings<Job>) {
    this.jobId = settings.shownKey?.(key) ?? key;
    this.label = `job ${this.jobId} at ${settings.address}`;
    this.#settings = settings;
  }

  /** The last state of the job, as errors show it. */
  get shown(): unknown {
    const { shownOf } = this.#settings;
    return this.last === undefined || shownOf === undefined ? this.last?.job : shownOf(this.last.job);
  }

  /** Records the job's state; true when its status changed. */
  found(job: Job, at: number): boolean {
    const status = this.#settings.statusOf(job);
    const changed = status !== this.last?.status;
    this.last = { status, job, at };
    this.failure = undefined;
    this.#missingSince = undefined;
    this.#missed = 0;
    return changed;
  }

  /** Why a job that was seen before is gone for good, if the system proves that. */
  get forgotten(): Effect.Effect<string | undefined> {
    const { forgottenSince } = this.#settings;
    return this.last === undefined || forgottenSince === undefined ? Effect.undefined : forgottenSince(this.last.at);
  }

  /** Records that the server does not know the job; returns the error when that is certain. `forgotten`: why it is certain now. */
  missing(
    event: Extract<PollEvent<Job>, { type: "missing" }>,
    now: number,
    forgotten: string | undefined,
  ): JobwireError | undefined {
    this.failure = undefined;
    const { appearsWithinMs = 0, listMayLack } = this.#settings;
    if (listMayLack === true && !event.proven) return undefined;
    this.#missed += 1;
    this.#missingSince ??= now;
    if (this.last !== undefined) {
      const missedMs = now - this.#missingSince;
      if (forgotten === undefined && missedMs < Math.min(goneAfterMs, this.#settings.retryForMs)) return undefined;
      return new JobLost({
        message: `${this.label} was ${this.last.status}, and the server no longer knows it: ${forgotten === undefined ? this.#settings.goneBecause : `${forgotten}. Submit it again`}`,
        reason: "gone",
        jobStatus: this.last.status,
        jobId: this.jobId,
        job: this.shown,
        cause: event.error,
      });
    }
    // One list proves nothing: the job may have been submitted while the server made the list.
    if (!event.proven && this.#missed < 2) return undefined;
    if (now - this.#missingSince < appearsWithinMs) return undefined;
    return (
      event.error ?? new NotFound({ message: `${this.label} does not exist`, reason: "unknown-job", statusCode: 404 })
    );
  }
}

/**
 * Waits until the job is terminal and returns it, whatever its status. Retries failures until `retryForMs` passes without a success
 * between them. Unknown from the start: `NotFound`; gone later: `JobLost` (reason `gone`, or `node-dead`); past `timeoutMs`:
 * `Timeout` (reason `deadline`). `onChange` also receives the first status. An error that `onChange` or `onRetry` throws ends the wait
 * as a defect.
 */
export const waitForJob = <Job>(
  settings: WaitSettings<Job>,
  id: string,
  options: WaitEffectOptions<Job> = {},
): Effect.Effect<Job, JobwireError> =>
  Effect.gen(function* () {
    const seen = new Sightings(id, settings);
    const { timeoutMs } = options;
    const ended = Effect.scoped(untilTerminal(settings, id, options, seen));
    const started = yield* monotonicMs;
    const was = (): string => (seen.last === undefined ? "" : `; it is still ${seen.last.status}`);
    const limited =
      timeoutMs === undefined
        ? ended
        : Effect.timeoutOrElse(ended, {
            duration: timeoutMs,
            orElse: () =>
              Effect.flatMap(monotonicMs, (now) =>
                Effect.fail(
                  new Timeout({
                    message: `${seen.label} did not end within ${timeoutMs} ms (timeoutMs)${was()}. Wait again, or set a higher timeoutMs`,
                    reason: "deadline",
                    jobId: seen.jobId,
                    job: seen.shown,
                    elapsedMs: now - started,
                    cause: seen.failure,
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
    retryAuthForMs: options.retryAuthForMs ?? settings.retryAuthForMs,
  });
  let reporting: Fiber.Fiber<void> | undefined;
  for (;;) {
    const event: PollEvent<Job> = yield* Queue.take(events);
    const now = yield* monotonicMs;
    switch (event.type) {
      case "failed":
        return yield* Effect.fail(event.error);
      case "retrying":
        seen.failure = event.error;
        options.onRetry?.(event.error, event.delayMs);
        break;
      case "missing": {
        const failure = seen.missing(event, now, yield* seen.forgotten);
        if (failure !== undefined) return yield* Effect.fail(failure);
        break;
      }
      case "value":
        if (seen.found(event.value, now)) {
          options.onChange?.(event.value);
          if (reporting !== undefined) yield* Fiber.interrupt(reporting);
          reporting =
            options.onStatus === undefined ? undefined : yield* reportPending(settings, event.value, seen, events);
        }
        if (settings.isOver(event.value)) return event.value;
        break;
      case "pending":
        options.onStatus?.(event);
        break;
    }
  }
});

/** Starts to put reports into the queue while the job stays pending; undefined when it is not pending. Does not delay the wait. */
const reportPending = <Job>(
  settings: WaitSettings<Job>,
  job: Job,
  seen: Sightings<Job>,
  events: Queue.Queue<PollEvent<Job>>,
): Effect.Effect<Fiber.Fiber<void> | undefined> => {
  const { whyPending } = settings;
  if (whyPending?.(job) === undefined) return Effect.undefined;
  const jobStatus = settings.statusOf(job);
  return Effect.forkChild(
    Effect.gen(function* () {
      const reports = new PendingReports();
      for (;;) {
        yield* Effect.sleep(Math.ceil(reports.dueInMs(yield* monotonicMs)));
        const pendingMs = reports.due(yield* monotonicMs);
        if (pendingMs === undefined) continue;
        // Uses the job's last state: the server's reason may have changed.
        const why = whyPending(seen.last?.job ?? job);
        if (why === undefined) return;
        const reason = yield* why;
        Queue.offerUnsafe(events, { type: "pending", jobStatus, pendingMs: Math.round(pendingMs), ...reason });
      }
    }),
  );
};
