import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import { PendingReports } from "../../poll/pending.ts";
import type { TailBackend, TailJob } from "../backend.ts";
import type { TailStatus } from "../options.ts";

/** A job that existed may be unknown for this long before it counts as gone, in milliseconds: a head may start before its store. */
const maxGoneMs = 30_000;

/** After its node's death a server reports a job's end within about 2 s (Ray 2.60), so the tail looks for it this long, in milliseconds. */
const maxEndMs = 5_000;
const betweenEndReadsMs = 1_000;
/** A status is fresh for this long, in milliseconds: some tries of a request whose rate the server limits. */
const freshMs = 30_000;

/** The job's status, as one tail last read it. */
export class JobStatus {
  readonly #read: Effect.Effect<TailJob, JobwireError>;
  readonly #forgottenSince: TailBackend["forgottenSince"];
  readonly #pending = new PendingReports();
  #last: TailJob | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #goneSince: number | undefined;
  #whyGone: string | undefined;

  constructor(read: Effect.Effect<TailJob, JobwireError>, forgottenSince?: TailBackend["forgottenSince"]) {
    this.#read = read;
    this.#forgottenSince = forgottenSince;
  }

  /** Why the job is gone for good, when the server proves it. */
  get whyGone(): string | undefined {
    return this.#whyGone;
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

  /** Reads the job's status until it is terminal, for at most 5 s. A read that fails shows nothing. */
  readEnd(): Effect.Effect<void> {
    const reading = Effect.gen({ self: this }, function* () {
      for (;;) {
        const read = yield* Effect.result(this.read());
        if (read._tag === "Success" && read.success.terminal) return;
        yield* Effect.sleep(betweenEndReadsMs);
      }
    });
    return Effect.asVoid(Effect.timeoutOption(reading, maxEndMs));
  }

  /** Whether the tail read the status so recently that it need not read it again before a request that it repeats. */
  get isFresh(): Effect.Effect<boolean> {
    return Effect.map(monotonicMs, (now) => now - this.#readAt < freshMs);
  }

  /** Whether a job that the server does not know now is gone: the server proves it, or it has been unknown for so long. */
  isGone(retryForMs: number): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* monotonicMs;
      this.#goneSince ??= now;
      if (this.#last !== undefined) this.#whyGone = yield* this.#forgottenSince?.(this.#readAt) ?? Effect.undefined;
      return this.#whyGone !== undefined || now - this.#goneSince >= Math.min(maxGoneMs, retryForMs);
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
