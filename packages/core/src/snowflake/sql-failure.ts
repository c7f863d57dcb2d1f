import {
  Conflict,
  type ErrorDetails,
  InvalidRequest,
  JobFailed,
  type JobwireError,
  NotFound,
  NotReady,
  ServerError,
  Unauthorized,
} from "../errors.ts";
import type { SqlSaid } from "./sql-said.ts";

/** The `type` in the JSON that follows the words `state: ABORTED`. */
const abortType = (text: string): string | null => /"type"\s*:\s*"([^"\\]{1,100})"/i.exec(text)?.[1] ?? null;

type Rule = readonly [RegExp, (details: Detail, text: string) => JobwireError];
type Detail = <Reason extends string>(message: string, reason: Reason) => ErrorDetails<Reason>;

/**
 * What Snowflake, the RelationalAI application behind it and its service say in words, the first that fits counts; recorded from
 * the Python client, which tells its errors apart by the same words (there are no codes for what the service says).
 */
const rules: ReadonlyArray<Rule> = [
  [
    /database '[^']{0,512}' does not exist or not authorized|unknown user-defined function [^\s]{1,512}?\.app\./i,
    (details) =>
      new NotFound(
        details("the application is not installed under this name, or the role may not use it", "app-missing"),
      ),
  ],
  [
    /unknown (?:user-defined )?function|unknown (?:stored )?procedure/i,
    (details) =>
      new NotFound(details("the application has no such procedure, or the role may not use it", "procedure-missing")),
  ],
  [
    /service has not been started|not reachable: service suspended/i,
    (details) => new NotReady(details("the application's service is not started; activate it", "app-not-started")),
  ],
  [/duo security/i, (details) => new Unauthorized(details("the second factor was not given", "second-factor"))],
  [
    /could not connect to snowflake backend|\b250001\b|\b251012\b|login retryable/i,
    (details) => new ServerError(details("Snowflake itself could not be reached", "unavailable")),
  ],
  [
    /sql compilation error|syntax error line/i,
    (details) => new InvalidRequest(details("the statement was refused", "sql")),
  ],
  [/database not found/i, (details) => new NotFound(details("there is no such database", "database-missing"))],
  [
    /state:\s*aborted/i,
    (details, text) =>
      new JobFailed({ ...details("the transaction was aborted", "aborted"), errorType: abortType(text) }),
  ],
  [
    /not\s+ready\s+to\s+accept\s+jobs/i,
    (details) => new NotReady(details("the reasoner does not take jobs yet", "not-ready")),
  ],
];

/** The error for a 422. A statement that somebody cancelled is `Conflict` (reason `cancelled`); what no rule knows is `InvalidRequest` (reason `sql`). */
export const describeSqlFailure = ({ code, sqlState, message }: SqlSaid, details: Detail): JobwireError => {
  if (code === "000604" || sqlState === "57014") {
    return new Conflict(details("the statement was cancelled", "cancelled"));
  }
  const rule = rules.find(([pattern]) => pattern.test(message));
  return rule === undefined ? new InvalidRequest(details("the statement failed", "sql")) : rule[1](details, message);
};

const refusal = /not (?:yet )?supported|unsupported|does not support|cannot be (?:run|called|executed)/i;

/**
 * The SQL REST API may refuse CALL: its documentation excludes procedures by what they return. Such a failure becomes
 * `InvalidRequest` (reason `call-refused`) that names the other way; every other failure stays.
 */
export const explainCallRefusal =
  (statement: string) =>
  (error: JobwireError): JobwireError => {
    const refused =
      error._tag === "InvalidRequest" &&
      error.statusCode === 422 &&
      /^\s*call\b/i.test(statement) &&
      refusal.test(error.serverText ?? "");
    if (!refused) return error;
    return new InvalidRequest({
      message: `${error.message}; Snowflake's SQL REST API does not run this procedure by CALL: use Direct Access instead`,
      reason: "call-refused",
      statusCode: error.statusCode,
      serverText: error.serverText,
      cause: error,
    });
  };
