import { Effect } from "effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import { PendingReports } from "../../poll/pending.ts";
import type { TailJob } from "../backend.ts";
import type { TailStatus } from "../options.ts";

/** How long a job that was there may be unknown before it is gone, in milliseconds: a head may start before its store. */
const maxGoneMs = 30_000;

/** The job's status as one tail read it last. */
export class JobStatus {
  readonly #read: Effect.Effect<TailJob, JobwireError>;
  readonly #pending = new PendingReports();
  #last: TailJob | undefined;
  #goneSince: number | undefined;

  constructor(read: Effect.Effect<TailJob, JobwireError>) {
    this.#read = read;
  }

  /** The job as it was read last; undefined before. */
  get last(): TailJob | undefined {
    return this.#last;
  }

  /** Reads the job's status now. */
  read(): Effect.Effect<TailJob, JobwireError> {
    return Effect.tap(this.#read, (job) =>
      Effect.sync(() => {
        this.#last = job;
        this.#goneSince = undefined;
      }),
    );
  }

  /** Whether the job, which the server does not know now, has been unknown for so long that it is gone. */
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
