import { Effect, Queue } from "effect";
import { InvalidRequest, JobLost, type JobwireError, NotFound, Timeout } from "../errors.ts";
import { monotonicMs } from "../poll/monotonic.ts";
import type { PollEvent, PollSource, SharedPoller } from "../poll/shared-poller.ts";
import type { RayApi } from "./api.ts";
import { deadNodeCheck } from "./dead-nodes.ts";
import { getJob } from "./get.ts";
import { isTerminal } from "./job-status.ts";
import { listJobs } from "./list.ts";
import type { RayJob, WaitOptions } from "./types.ts";

/** A job that was there and is not any more is looked for this long, in milliseconds: a head may come up before its store. */
const goneAfterMs = 30_000;

/** What waits of one client share. */
export interface WaitSettings {
  readonly address: string;
  readonly poller: SharedPoller<RayJob>;
  readonly pollIntervalMs: number;
  readonly retryForMs: number;
}

/** Options of a wait, as its effect takes them: interruption stands for the signal. */
export type WaitEffectOptions = Omit<WaitOptions, "signal" | "totalMs">;

/** How the shared poller reads Ray: a job by its id, or by the list, where an id may be Ray's own job id too. */
export const rayPollSource = (api: RayApi): PollSource<RayJob> => ({
  one: (id) => getJob(api, id),
  all: Effect.map(listJobs(api), (jobs) => {
    const byId = new Map<string, RayJob>();
    // The list has submissions first; a driver's own entry is not the submission that started it.
    for (const job of jobs) if (job.jobId !== null && !byId.has(job.jobId)) byId.set(job.jobId, job);
    for (const job of jobs) if (job.submissionId !== null) byId.set(job.submissionId, job);
    return (id) => byId.get(id);
  }),
  check: deadNodeCheck(api),
});

const checkMs = (name: string, value: number | undefined): Effect.Effect<void, InvalidRequest> =>
  value === undefined || (Number.isFinite(value) && value > 0)
    ? Effect.void
    : Effect.fail(new InvalidRequest({ message: `${name} must be a number of milliseconds above 0`, reason: "local" }));

/** What one wait has seen so far. */
class Sightings {
  readonly label: string;
  readonly retryForMs: number;
  last: RayJob | undefined;
  failing: { readonly since: number; readonly error: JobwireError } | undefined;
  #missingSince: number | undefined;
  #missed = 0;

  constructor(label: string, retryForMs: number) {
    this.label = label;
    this.retryForMs = retryForMs;
  }

  failed(error: JobwireError, now: number): void {
    this.failing = { since: this.failing?.since ?? now, error };
  }

  /** Takes note of a job; true when its status is another than before. */
  found(job: RayJob): boolean {
    const changed = job.status !== this.last?.status;
    this.last = job;
    this.failing = undefined;
    this.#missingSince = undefined;
    this.#missed = 0;
    return changed;
  }

  /** Takes note that the server does not know the job; gives the error when that is certain. */
  missing(event: Extract<PollEvent<RayJob>, { type: "missing" }>, now: number): JobwireError | undefined {
    this.failing = undefined;
    this.#missed += 1;
    this.#missingSince ??= now;
    if (this.last !== undefined) {
      if (now - this.#missingSince < Math.min(goneAfterMs, this.retryForMs)) return undefined;
      return new JobLost({
        message: `${this.label} was ${this.last.status} and is not known any more: it was deleted, or the head was started anew without its store`,
        reason: "gone",
        cause: event.error,
      });
    }
    // A list alone is not believed at once: the job may have been submitted while it was made.
    if (!event.proven && this.#missed < 2) return undefined;
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
export const waitForJob = (
  settings: WaitSettings,
  id: string,
  options: WaitEffectOptions = {},
): Effect.Effect<RayJob, JobwireError> =>
  Effect.suspend(() => {
    const seen = new Sightings(`job ${id} at ${settings.address}`, settings.retryForMs);
    const { timeoutMs } = options;
    const ended = Effect.scoped(untilTerminal(settings, id, options, seen));
    const was = (): string => (seen.last === undefined ? "" : `; it is ${seen.last.status} and goes on`);
    const limited =
      timeoutMs === undefined
        ? ended
        : Effect.timeoutOrElse(ended, {
            duration: timeoutMs,
            orElse: () =>
              Effect.fail(
                new Timeout({
                  message: `${seen.label}: no end within ${timeoutMs} ms (timeoutMs)${was()}`,
                  reason: "deadline",
                }),
              ),
          });
    return Effect.andThen(
      Effect.andThen(checkMs("pollIntervalMs", options.pollIntervalMs), checkMs("timeoutMs", timeoutMs)),
      limited,
    );
  });

const untilTerminal = Effect.fnUntraced(function* (
  settings: WaitSettings,
  id: string,
  options: WaitEffectOptions,
  seen: Sightings,
) {
  const events = yield* settings.poller.watch(id, options.pollIntervalMs ?? settings.pollIntervalMs);
  for (;;) {
    const { failing } = seen;
    const next = Queue.take(events);
    // The poller waits as long as the server asks it to; this wait no longer than it may.
    const event: PollEvent<RayJob> = yield* failing === undefined
      ? next
      : Effect.timeoutOrElse(next, {
          duration: Math.max(0, settings.retryForMs - ((yield* monotonicMs) - failing.since)),
          orElse: () => Effect.fail(failing.error),
        });
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
        if (seen.found(event.value)) options.onChange?.(event.value);
        if (isTerminal(event.value.status)) return event.value;
        break;
    }
  }
});

/** Waits for all of them, in the order given; the first failure ends all. */
export const waitForJobs = (
  settings: WaitSettings,
  ids: ReadonlyArray<string>,
  options?: WaitEffectOptions,
): Effect.Effect<ReadonlyArray<RayJob>, JobwireError> =>
  Effect.forEach(ids, (id) => waitForJob(settings, id, options), { concurrency: "unbounded" });
