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
import type { SqlErrorBody } from "./sql-error-body.ts";

/** The `type` in the JSON that follows `state: ABORTED`. */
const abortType = (text: string): string | null => /"type"\s*:\s*"([^"\\]{1,100})"/i.exec(text)?.[1] ?? null;

type Rule = readonly [RegExp, (details: Detail, text: string) => JobwireError];
type Detail = <Reason extends string>(message: string, reason: Reason) => ErrorDetails<Reason>;

/**
 * The messages of Snowflake, of the RelationalAI application behind it and of its service; the first rule that matches counts.
 * The patterns come from the Python client, which classifies its errors by the same messages (the service has no error codes).
 */
const rules: ReadonlyArray<Rule> = [
  [
    /database '[^']{0,512}' does not exist or not authorized|unknown user-defined function [^\s]{1,512}?\.app\./i,
    (details) =>
      new NotFound(
        details(
          "the application is not installed under this name, or the role may not use it. Check the app name and the role",
          "app-missing",
        ),
      ),
  ],
  [
    /unknown (?:user-defined )?function|unknown (?:stored )?procedure/i,
    (details) =>
      new NotFound(
        details(
          "the application has no such procedure, or the role may not use it. Check the application's version and the role",
          "procedure-missing",
        ),
      ),
  ],
  [
    /service has not been started|not reachable: service suspended/i,
    (details) => new NotReady(details("the application's service is not started. Activate it", "app-not-started")),
  ],
  [
    /duo security/i,
    (details) =>
      new Unauthorized(
        details(
          "the second factor of the login is missing. Approve it, or use credentials without one",
          "second-factor",
        ),
      ),
  ],
  [
    /could not connect to snowflake backend|\b250001\b|\b251012\b|login retryable/i,
    (details) =>
      new ServerError(details("the service could not reach Snowflake itself. Try again later", "unavailable")),
  ],
  [
    /sql compilation error|syntax error line/i,
    (details) => new InvalidRequest(details("Snowflake refused the statement. Check its syntax and names", "sql")),
  ],
  [
    /database not found/i,
    (details) =>
      new NotFound(
        details("the database does not exist. Check its name and that the role may use it", "database-missing"),
      ),
  ],
  [
    /state:\s*aborted/i,
    (details, text) =>
      new JobFailed({ ...details("the transaction was aborted", "aborted"), errorType: abortType(text) }),
  ],
  [
    /not\s+ready\s+to\s+accept\s+jobs/i,
    (details) => new NotReady(details("the reasoner does not accept jobs yet. Try again later", "not-ready")),
  ],
];

/**
 * The error for a 422. A cancelled statement is `Conflict` (reason `cancelled`); a message that no rule matches is
 * `InvalidRequest` (reason `sql`).
 */
export const describeSqlFailure = ({ code, sqlState, message }: SqlErrorBody, details: Detail): JobwireError => {
  if (code === "000604" || sqlState === "57014") {
    return new Conflict(details("the statement was cancelled", "cancelled"));
  }
  const rule = rules.find(([pattern]) => pattern.test(message));
  return rule === undefined ? new InvalidRequest(details("the statement failed", "sql")) : rule[1](details, message);
};

const refusal = /not (?:yet )?supported|unsupported|does not support|cannot be (?:run|called|executed)/i;

/**
 * The SQL REST API may refuse CALL: its documentation excludes procedures by their return type. Such a failure becomes
 * `InvalidRequest` (reason `call-refused`) that names the alternative; every other failure passes unchanged.
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
      message: `${error.message}. Snowflake's SQL REST API does not run this procedure with CALL. Use Direct Access instead`,
      reason: "call-refused",
      statusCode: error.statusCode,
      serverText: error.serverText,
      cause: error,
    });
  };
