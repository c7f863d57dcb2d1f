import { randomUUID } from "node:crypto";
import type { Runnable } from "./compile.ts";
import type { ResultSet } from "./result-set.ts";
import { SqlError } from "./sql-error.ts";

/** How long a statement takes, counted in polls, so that no clock has to run. */
export interface SlowStatement {
  /** This many GETs return "not yet" before the result is ready; `Infinity` never ends. */
  readonly polls: number;
  /** The status of "not yet". Default 202; the documentation also names 429. */
  readonly status?: 202 | 429;
}

/** The state of a statement. */
export type StatementLook =
  | { readonly kind: "running"; readonly status: 202 | 429 }
  | { readonly kind: "timed-out"; readonly seconds: number }
  | { readonly kind: "failed"; readonly error: SqlError }
  | { readonly kind: "done"; readonly result: ResultSet };

/**
 * A statement from its submission on. One that is not slow runs at once, even if its submission does not wait for it; a slow one
 * runs after its polls, so one that was cancelled earlier had no effect.
 */
export class SubmittedStatement {
  readonly handle: string = randomUUID();
  readonly createdOn: number;
  readonly #run: Runnable;
  readonly #status: 202 | 429;
  readonly #timeoutS: number;
  #pollsLeft: number;
  #look: Exclude<StatementLook, { readonly kind: "running" }> | undefined;

  /** @param timeoutS seconds after which the server cancels it; 0: never */
  constructor(run: Runnable, slow: SlowStatement, createdOn: number, timeoutS: number) {
    this.createdOn = createdOn;
    this.#run = run;
    this.#pollsLeft = slow.polls;
    this.#status = slow.status ?? 202;
    this.#timeoutS = timeoutS;
  }

  /** Reads the state, which also advances the statement. Its submission reads it too, without counting as a poll. */
  look(now: number, poll: boolean): StatementLook {
    if (this.#look !== undefined) return this.#look;
    if (this.#timeoutS > 0 && now - this.createdOn >= this.#timeoutS * 1000)
      return (this.#look = { kind: "timed-out", seconds: this.#timeoutS });
    if (this.#pollsLeft > 0) {
      if (poll) this.#pollsLeft -= 1;
      return { kind: "running", status: poll ? this.#status : 202 };
    }
    return (this.#look = this.#outcome());
  }

  /** True once it has ended without a result. */
  get failed(): boolean {
    return this.#look !== undefined && this.#look.kind !== "done";
  }

  /** Ends it, unless it has ended. */
  cancel(): void {
    this.#look ??= { kind: "failed", error: new SqlError("000604", "57014", "SQL execution canceled") };
  }

  #outcome(): Exclude<StatementLook, { readonly kind: "running" }> {
    try {
      return { kind: "done", result: this.#run() };
    } catch (error) {
      if (error instanceof SqlError) return { kind: "failed", error };
      throw error;
    }
  }
}
