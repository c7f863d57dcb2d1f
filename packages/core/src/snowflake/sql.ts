import type { Effect } from "effect";
import type { JobwireError } from "../errors.ts";

/** A value for a `?` of a statement: text, whole number (FIXED), other finite number (REAL), boolean, or null. */
export type SqlBinding = string | number | boolean | null;

/**
 * One decoded cell, JSON but for bytes.
 *
 * - FIXED, DECFLOAT: a number, or its decimal text where a number would lose digits; REAL: a number
 * - TEXT: a string; BOOLEAN: a boolean; BINARY: bytes
 * - DATE: `2026-11-22`; TIME: `23:01:59.000000000`
 * - TIMESTAMP_LTZ: ISO 8601 in UTC with 9 decimals and `Z`; TIMESTAMP_TZ: with its own offset (`+01:00`); TIMESTAMP_NTZ: without one
 * - VARIANT, OBJECT, ARRAY: what the JSON text holds (the text itself when it is none)
 */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | ReadonlyArray<unknown>
  | Readonly<Record<string, unknown>>;

/** One row by column name, in upper case. Of columns with the same name the last counts. */
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

/** How one statement is run. */
export interface SqlExecuteOptions {
  /**
   * What it does, since that decides how it is repeated after a failure. `read`: the statement is sent once, since its caller
   * repeats reads; its polls and partitions are tried three times each. `write`: sent again for a minute with the same
   * `requestId` and `retry=true`, so that Snowflake runs it once; when no send got a plain answer it fails with
   * `CreateOutcomeUnknown`. Default `read`.
   */
  readonly effect?: "read" | "write" | undefined;
  /** Milliseconds until `Timeout` (reason `deadline`), submit and polls together; the server cancels the statement then too. Default 900,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Statements over the Snowflake SQL REST API v2. Interruption cancels a statement that was left running.
 *
 * Fails with `InvalidRequest` (reason `sql`, the server's `code` and `sqlState` in the message; `call-refused` when the API
 * refuses CALL, naming Direct Access), `NotFound` (reason `app-missing`), `NotReady` (reasons `app-not-started`, `not-ready`),
 * `Unauthorized`, `Forbidden`, `BadResponse`, `CreateOutcomeUnknown`, and what the connection fails with. A 422 keeps the
 * server's text in `serverText`, for the text rules of the caller.
 */
export interface SnowflakeSql {
  /** The account's URL, for messages. */
  readonly address: string;
  readonly execute: (
    statement: string,
    bindings: ReadonlyArray<SqlBinding>,
    options?: SqlExecuteOptions,
  ) => Effect.Effect<SqlResult, JobwireError>;
}
