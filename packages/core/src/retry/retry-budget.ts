import type { JobwireError } from "../errors.ts";
import type { ClientLog } from "../log/client-log.ts";

/** The tokens of a full bucket. */
const capacity = 500;
const retryCost = 5;
/** A timeout has already cost the server and the caller more. */
const timeoutCost = 10;

/**
 * One per client: however many calls, waits and tails fail at once, their retries together are bounded. 500 tokens; a retry
 * takes 5, one after a timeout 10; a success without a retry returns 1. When the bucket is empty, retries do not stop (a wait must
 * survive a long outage) but wait for the longest delay.
 */
export class RetryBudget {
  #tokens: number = capacity;
  /** Gets an entry for each retry; undefined for a client without a log. */
  readonly log: ClientLog | undefined;

  /** A full budget. `log` gets an entry for each retry. */
  constructor(log?: ClientLog) {
    this.log = log;
  }

  /** The tokens that are left, 0 to 500. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Takes the tokens of a retry after this failure; false when the bucket had too few. */
  spend(error: JobwireError): boolean {
    const cost = error._tag === "Timeout" ? timeoutCost : retryCost;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Records a call that succeeded at once. */
  succeeded(): void {
    this.#tokens = Math.min(capacity, this.#tokens + 1);
  }
}
