import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Who found the request wrong.
 *
 * - `local`: Jobwire, before it sent anything.
 * - `server`: the server.
 * - `driver`: Ray offers this only for submitted jobs, and the job is a driver.
 * - `sql`: Snowflake refused the SQL statement, or it failed.
 * - `call-refused`: Snowflake's SQL REST API does not run this procedure by CALL; use Direct Access.
 */
export type InvalidRequestReason = "local" | "server" | "driver" | "sql" | "call-refused";

/** The request is wrong. */
export class InvalidRequest extends JobwireErrorBase<InvalidRequestReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "InvalidRequest";
  /** The tag that identifies this kind of error: `error._tag === "InvalidRequest"`. */
  readonly _tag = "InvalidRequest" as const;
}
