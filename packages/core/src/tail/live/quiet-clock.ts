import type { TailSettings } from "../settings.ts";

/** The tail checks a quiet source's log after this time without new text, in milliseconds, then less and less often. */
const quietCheckMs = 8_000;
/** The longest time between two comparisons of a quiet source with the whole log, in milliseconds. */
const maxCompareMs = 480_000;
/** The tail waits this much longer than the last status read took, */
const restPerMs = 4;
/** but not longer than this, in milliseconds. */
const maxStatusMs = 60_000;
/** Milliseconds between two status reads that doubtful messages cause. */
const doubtMs = 1_000;
/** A source may send text this much later than the log has it, in milliseconds: Ray's socket reads its file once a second. */
const lateMs = 2_000;

/** Decides when a live connection must read the job's status, and check whether the log has more. Only new log text restarts it. */
export class QuietClock {
  readonly #idleMs: number;
  readonly #pollIntervalMs: number;
  #quietSince = 0;
  #statusAt = 0;
  #statusReadAt = Number.NEGATIVE_INFINITY;
  /** The shortest time to the next status read, because the last one was slow. */
  #restMs = 0;
  #checkAfterMs = 0;
  #compareAfterMs = 0;
  #compareAt = 0;
  /** When new text arrived last, or the job's status. */
  #respondedAt = 0;
  /** When the log had text for the first time that the source did not send. */
  #behindSince: number | undefined;

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
    this.#respondedAt = now;
    this.#behindSince = undefined;
  }

  /**
   * The tail read the job's status, which took this long, in milliseconds. A slow server, or one that limits the rate of requests, is
   * read less often: the tail emits no text meanwhile, and other tails wait for their turn.
   */
  statusRead(now: number, tookMs: number): void {
    this.#statusReadAt = now;
    this.#restMs = Math.min(tookMs * restPerMs, maxStatusMs);
    this.#statusAt = now + Math.max(this.#pollIntervalMs, this.#restMs);
    this.#respondedAt = now;
  }

  /**
   * A read of the job's status failed. True when neither the source nor the server has responded for the idle time: then the
   * connection counts as dead.
   */
  statusFailed(now: number): boolean {
    this.#statusReadAt = now;
    this.#statusAt = now + this.#pollIntervalMs;
    return now - this.#respondedAt >= this.#idleMs;
  }

  /** A message asks for the job's status now. False when the last read is less than a second ago: then it is due a second after that read. */
  mayAskNow(now: number): boolean {
    if (now - this.#statusReadAt >= doubtMs) return true;
    this.#statusAt = Math.min(this.#statusAt, this.#statusReadAt + doubtMs);
    return false;
  }

  /** The tail read the job's status because of a message. */
  asked(now: number): void {
    this.#statusReadAt = now;
  }

  /** Whether the source has been quiet for so long that the tail must check its log. */
  checkIsDue(now: number): boolean {
    return now - this.#quietSince >= this.#checkAfterMs;
  }

  /** The log was checked and has no more text. The next check comes later. */
  checked(now: number): void {
    this.#quietSince = now;
    this.#checkAfterMs = Math.min(this.#checkAfterMs * 2, this.#idleMs);
    this.#behindSince = undefined;
  }

  /**
   * The log has text that the source did not send. True when that is not only late: it had such text before, and the source has sent
   * none since. Otherwise the tail looks again a moment later (test "a line that the file shows first ends no connection").
   */
  isStalled(now: number): boolean {
    const waitMs = Math.min(lateMs, this.#idleMs);
    this.#behindSince ??= now;
    if (now - this.#behindSince >= waitMs) return true;
    this.#statusAt = Math.max(this.#behindSince + waitMs, now + this.#restMs);
    return false;
  }

  /** Whether the tail must compare the whole log with the received text. */
  compareIsDue(now: number): boolean {
    return now >= this.#compareAt;
  }

  /** The tail compared the whole log. The next comparison comes later. */
  compared(now: number): void {
    this.#compareAfterMs = Math.min(this.#compareAfterMs * 2, maxCompareMs);
    this.#compareAt = now + this.#compareAfterMs;
  }
}
