import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";

/** The value for a `?` of a statement: text, whole number (FIXED), other finite number (REAL), boolean, or null. */
export type SqlBinding = string | number | boolean | null;

/**
 * One decoded cell: a JSON value, or bytes.
 *
 * - FIXED, DECFLOAT: a number, or its decimal text when a number would lose digits; REAL: a number
 * - TEXT: a string; BOOLEAN: a boolean; BINARY: bytes
 * - DATE: `2026-11-22`; TIME: `23:01:59.000000000`
 * - TIMESTAMP_LTZ: ISO 8601 in UTC with 9 decimals and `Z`; TIMESTAMP_TZ: with its own offset (`+01:00`); TIMESTAMP_NTZ:
 *   without one
 * - VARIANT, OBJECT, ARRAY: the value of the JSON text (or the text itself when it is not JSON)
 */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | ReadonlyArray<unknown>
  | Readonly<Record<string, unknown>>;

/** One row by column name, in upper case. Of columns with the same name the last one counts. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A column of a result. */
export interface SqlColumn {
  /** In upper case. */
  readonly name: string;
  /** The server's type in lower case: `fixed`, `text`, `timestamp_ltz` … */
  readonly type: string;
}

/** A whole result: all partitions, in order. */
export interface SqlResult {
  readonly columns: ReadonlyArray<SqlColumn>;
  readonly rows: ReadonlyArray<SqlRow>;
}

/** Options of one statement. */
export interface SqlExecuteOptions {
  /**
   * The statement's effect, which decides how the client retries. `read`: sends the statement once, since its caller can repeat
   * it, and tries its polls and partitions three times each. `write`: resends it for a minute with the same `requestId` and
   * `retry=true`, so that Snowflake runs it once; if no send gets a clear response, fails with `CreateOutcomeUnknown`. Default
   * `read`.
   */
  readonly effect?: "read" | "write" | undefined;
  /**
   * Milliseconds for submit and polls together, then `Timeout` (reason `deadline`); the server cancels the statement as well.
   * Default 900,000.
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs statements over the Snowflake SQL REST API v2. An interruption cancels a running statement.
 *
 * Fails with `InvalidRequest` (reason `sql`, with the server's `code` and `sqlState` in the message; `call-refused` when the
 * API refuses CALL, with the advice to use Direct Access), `NotFound` (reason `app-missing`), `NotReady` (reasons
 * `app-not-started`, `not-ready`), `Unauthorized`, `Forbidden`, `BadResponse`, `CreateOutcomeUnknown`, and the connection's
 * errors. `serverText` of a 422 keeps the server's text, so that callers can apply rules of their own.
 */
export interface SnowflakeSql {
  /** The account's URL, as messages show it. */
  readonly address: string;
  readonly execute: (
    statement: string,
    bindings: ReadonlyArray<SqlBinding>,
    options?: SqlExecuteOptions,
  ) => Effect.Effect<SqlResult, JobwireError>;
}
