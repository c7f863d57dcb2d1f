import type { Runnable } from "./compile.ts";
import { type SlowStatement, SubmittedStatement } from "./submitted-statement.ts";

/** The oldest are forgotten, with their results. */
const maxStatements = 1_000;

/** The statements submitted so far, by handle and by the `requestId` they came with. */
export class StatementDesk {
  readonly #now: () => number;
  readonly #byHandle = new Map<string, SubmittedStatement>();
  readonly #byRequestId = new Map<string, SubmittedStatement>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a statement; it runs when it is looked at. */
  submit(run: Runnable, slow: SlowStatement, requestId: string | undefined, timeoutS: number): SubmittedStatement {
    const statement = new SubmittedStatement(run, slow, this.#now(), timeoutS);
    this.#byHandle.set(statement.handle, statement);
    if (requestId !== undefined) this.#byRequestId.set(requestId, statement);
    forgetOldest(this.#byHandle);
    forgetOldest(this.#byRequestId);
    return statement;
  }

  /** What a resend with `retry=true` is answered by, in place of running once more; what failed is run again. */
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
