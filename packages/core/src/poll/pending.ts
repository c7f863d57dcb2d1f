/** Why a job has not started, if that is known. */
export interface PendingReason {
  /** Whole sentences, on one line: the server's own, and the job's needs if the server reports them. */
  readonly reason: string;
  /** The resources that the job waits for, by Ray's names (`CPU`, `GPU`, `memory` in bytes, …); absent when they are not known. */
  readonly resources?: Readonly<Record<string, number>>;
}

/** The job has not started yet, and why. Reported after 3 s, again after 10 s, then less and less often. */
export interface PendingStatus extends PendingReason {
  /** Marks the report of a job that has not started. */
  readonly type: "pending";
  /** The server's status, such as `PENDING`. */
  readonly jobStatus: string;
  /** Milliseconds since the client first saw the job in this status. */
  readonly pendingMs: number;
}

const firstMs = 3_000;
const secondMs = 10_000;
const maxGapMs = 600_000;

/** When the report after this many earlier ones is due, in milliseconds after the client first saw the job: 3 s, 10 s, 30 s, 70 s, … */
const pendingReportAt = (reports: number): number => {
  let at = firstMs;
  let gap = secondMs - firstMs;
  for (let count = 0; count < reports; count++) {
    at += gap;
    gap = Math.min(maxGapMs, count === 0 ? 2 * secondMs : gap * 2);
  }
  return at;
};

/** Decides when the reports about one pending job are due. A job that leaves that status and returns to it starts over. */
export class PendingReports {
  #since: number | undefined;
  #reports = 0;

  /** When a report is due now: milliseconds since the client first saw the job pending; undefined otherwise. */
  due(now: number): number | undefined {
    this.#since ??= now;
    const pendingMs = now - this.#since;
    if (pendingMs < pendingReportAt(this.#reports)) return undefined;
    this.#reports += 1;
    return pendingMs;
  }

  /** Milliseconds until the next report is due. */
  dueInMs(now: number): number {
    this.#since ??= now;
    return Math.max(0, this.#since + pendingReportAt(this.#reports) - now);
  }

  /** The job is no longer pending. */
  reset(): void {
    this.#since = undefined;
    this.#reports = 0;
  }
}
