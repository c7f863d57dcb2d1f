import { Buffer } from "node:buffer";
import { isObject } from "../job-code.ts";
import { MalformedRequest } from "./bindings.ts";
import { SqlError } from "./sql-error.ts";

/** The body of a submission. */
export interface Submit {
  readonly statement: string;
  /** As sent: read together with the statement. */
  readonly bindings: unknown;
  /** Seconds after which the server cancels the statement; 0: never. */
  readonly timeoutS: number;
}

const texts = ["database", "schema", "warehouse", "role"];
const known: ReadonlySet<string> = new Set(["statement", "timeout", "bindings", "parameters", ...texts]);
const maxTimeoutS = 604_800;

/** All keys that the documentation names. */
const parameters: ReadonlySet<string> = new Set([
  "binary_output_format",
  "client_result_chunk_size",
  "date_output_format",
  "multi_statement_count",
  "query_tag",
  "rows_per_resultset",
  "time_output_format",
  "timestamp_output_format",
  "timestamp_ltz_output_format",
  "timestamp_ntz_output_format",
  "timestamp_tz_output_format",
  "timezone",
  "use_cached_result",
]);

/** Reads a submission. Throws MalformedRequest for anything the documentation does not name; SqlError for several statements. */
export function readSubmit(bytes: Uint8Array): Submit {
  const body = objectIn(bytes);
  for (const key of Object.keys(body)) if (!known.has(key)) throw new MalformedRequest(`the key ${key} is unknown`);
  const { statement, timeout = 0, bindings, parameters: given = {} } = body;
  if (typeof statement !== "string" || statement.trim() === "") throw new MalformedRequest("statement is missing");
  if (!Number.isInteger(timeout) || (timeout as number) < 0 || (timeout as number) > maxTimeoutS)
    throw new MalformedRequest(`timeout is not between 0 and ${maxTimeoutS}`);
  for (const key of texts)
    if (body[key] !== undefined && typeof body[key] !== "string") throw new MalformedRequest(`${key} is not text`);
  if (!isObject(given)) throw new MalformedRequest("parameters is not an object");
  for (const key of Object.keys(given))
    if (!parameters.has(key.toLowerCase())) throw new MalformedRequest(`the parameter ${key} is unknown`);
  const { multi_statement_count: statements = 1 } = given;
  if (Number(statements) !== 1)
    throw new SqlError("000008", "0A000", "This server runs one statement a request: multi_statement_count must be 1.");
  return { statement, bindings, timeoutS: timeout as number };
}

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new MalformedRequest("the body is not JSON");
  }
  if (!isObject(body)) throw new MalformedRequest("the body is not an object");
  return body;
}
