import type { Runnable } from "./compile.ts";
import { type SlowStatement, SubmittedStatement } from "./submitted-statement.ts";

/** The store forgets the oldest beyond this number, with their results. */
const maxStatements = 1_000;

/** The statements submitted so far, by handle and by their `requestId`. */
export class StatementStore {
  readonly #now: () => number;
  readonly #byHandle = new Map<string, SubmittedStatement>();
  readonly #byRequestId = new Map<string, SubmittedStatement>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a statement; it runs at the first look. */
  submit(run: Runnable, slow: SlowStatement, requestId: string | undefined, timeoutS: number): SubmittedStatement {
    const statement = new SubmittedStatement(run, slow, this.#now(), timeoutS);
    this.#byHandle.set(statement.handle, statement);
    if (requestId !== undefined) this.#byRequestId.set(requestId, statement);
    forgetOldest(this.#byHandle);
    forgetOldest(this.#byRequestId);
    return statement;
  }

  /** Finds the statement that a resend with `retry=true` refers to, so that it does not run again; a failed one does run again. */
  sentBefore(requestId: string): SubmittedStatement | undefined {
    const before = this.#byRequestId.get(requestId);
    return before?.failed === true ? undefined : before;
  }

  find(handle: string): SubmittedStatement | undefined {
    return this.#byHandle.get(handle);
  }
}

function forgetOldest(map: Map<string, SubmittedStatement>): void {
  const [oldest] = map.keys();
  if (map.size > maxStatements && oldest !== undefined) map.delete(oldest);
}
