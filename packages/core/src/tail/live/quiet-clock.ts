import type { TailSettings } from "../settings.ts";

/** A quiet source's log is checked after this time without new text, in milliseconds, then less and less often. */
const quietCheckMs = 8_000;
/** The longest time between two comparisons of a quiet source with the whole log, in milliseconds. */
const maxCompareMs = 480_000;
/** Milliseconds between two status reads that doubtful messages cause. */
const doubtMs = 1_000;

/** When a live connection must ask for the job's status, and whether the log has more. Only new log text restarts it. */
export class QuietClock {
  readonly #idleMs: number;
  readonly #pollIntervalMs: number;
  #quietSince = 0;
  #statusAt = 0;
  #statusReadAt = Number.NEGATIVE_INFINITY;
  #checkAfterMs = 0;
  #compareAfterMs = 0;
  #compareAt = 0;
  #unansweredSince: number | undefined;

  constructor({ idleMs, pollIntervalMs }: Pick<TailSettings, "idleMs" | "pollIntervalMs">, now: number) {
    this.#idleMs = idleMs;
    this.#pollIntervalMs = pollIntervalMs;
    this.newText(now);
  }

  /** When the job's status is due, in milliseconds of the monotonic clock. */
  get statusAt(): number {
    return this.#statusAt;
  }

  /** New log text arrived. */
  newText(now: number): void {
    this.#quietSince = now;
    this.#statusAt = now + this.#pollIntervalMs;
    this.#checkAfterMs = Math.min(quietCheckMs, this.#idleMs);
    this.#compareAfterMs = this.#idleMs;
    this.#compareAt = now + this.#idleMs;
    this.#unansweredSince = undefined;
  }

  /** The job's status was read. */
  statusRead(now: number): void {
    this.#statusReadAt = now;
    this.#statusAt = now + this.#pollIntervalMs;
    this.#unansweredSince = undefined;
  }

  /**
   * The job's status could not be read. True when neither the source nor the server has responded for the idle time: the connection is
   * as good as dead.
   */
  statusFailed(now: number): boolean {
    this.#statusReadAt = now;
    this.#statusAt = now + this.#pollIntervalMs;
    this.#unansweredSince ??= this.#quietSince;
    return now - this.#unansweredSince >= this.#idleMs;
  }

  /** A message asks for the job's status now. False when it was read less than a second ago: then it is due a second after that. */
  mayAskNow(now: number): boolean {
    if (now - this.#statusReadAt >= doubtMs) return true;
    this.#statusAt = Math.min(this.#statusAt, this.#statusReadAt + doubtMs);
    return false;
  }

  /** The job's status was read because of a message. */
  asked(now: number): void {
    this.#statusReadAt = now;
  }

  /** Whether the source has been quiet for so long that its log is checked. */
  checkIsDue(now: number): boolean {
    return now - this.#quietSince >= this.#checkAfterMs;
  }

  /** The log was checked and has no more text. The next check comes later. */
  checked(now: number): void {
    this.#quietSince = now;
    this.#checkAfterMs = Math.min(this.#checkAfterMs * 2, this.#idleMs);
  }

  /** Whether the whole log is compared with what was received. */
  compareIsDue(now: number): boolean {
    return now >= this.#compareAt;
  }

  /** The whole log was compared. The next comparison comes later. */
  compared(now: number): void {
    this.#compareAfterMs = Math.min(this.#compareAfterMs * 2, maxCompareMs);
    this.#compareAt = now + this.#compareAfterMs;
  }
}
