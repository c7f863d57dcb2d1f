import { Effect } from "effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import { PendingReports } from "../../poll/pending.ts";
import type { TailJob } from "../backend.ts";
import type { TailStatus } from "../options.ts";

/** A job that existed may be unknown for this long before it counts as gone, in milliseconds: a head may start before its store. */
const maxGoneMs = 30_000;

/** A status is fresh for this long, in milliseconds: some tries of a request whose rate the server limits. */
const freshMs = 30_000;

/** The job's status, as one tail last read it. */
export class JobStatus {
  readonly #read: Effect.Effect<TailJob, JobwireError>;
  readonly #pending = new PendingReports();
  #last: TailJob | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #goneSince: number | undefined;

  constructor(read: Effect.Effect<TailJob, JobwireError>) {
    this.#read = read;
  }

  /** The job as the tail last read it; undefined before the first read. */
  get last(): TailJob | undefined {
    return this.#last;
  }

  /** Reads the job's status now. */
  read(): Effect.Effect<TailJob, JobwireError> {
    return Effect.tap(this.#read, (job) =>
      Effect.map(monotonicMs, (now) => {
        this.#last = job;
        this.#readAt = now;
        this.#goneSince = undefined;
      }),
    );
  }

  /** Whether the tail read the status so recently that it need not read it again before a request that it repeats. */
  get isFresh(): Effect.Effect<boolean> {
    return Effect.map(monotonicMs, (now) => now - this.#readAt < freshMs);
  }

  /** Whether a job that the server does not know now has been unknown for so long that it counts as gone. */
  isGone(retryForMs: number): Effect.Effect<boolean> {
    return Effect.map(monotonicMs, (now) => {
      this.#goneSince ??= now;
      return now - this.#goneSince >= Math.min(maxGoneMs, retryForMs);
    });
  }

  /** Reports now and then why a job has not started. */
  reportPending(report: ((status: TailStatus) => Effect.Effect<void>) | undefined): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      const job = this.#last;
      if (job?.whyPending === undefined) return this.#pending.reset();
      if (report === undefined) return;
      const pendingMs = this.#pending.due(yield* monotonicMs);
      if (pendingMs === undefined) return;
      const reason = yield* job.whyPending;
      yield* report({ type: "pending", jobStatus: job.status, pendingMs: Math.round(pendingMs), ...reason });
    });
  }
}
