import { type JobwireError, NotReady, Timeout } from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedResponse } from "../http/http.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import { readSqlErrorBody, type SqlErrorBody } from "./sql-error-body.ts";
import { describeSqlFailure } from "./sql-failure.ts";

/** Formats `message (code 002003, SQL state 42S02)` on one line. */
const lineOf = ({ code, sqlState, message }: SqlErrorBody): string => {
  const codes = [code === undefined ? "" : `code ${code}`, sqlState === undefined ? "" : `SQL state ${sqlState}`];
  const known = codes.filter((part) => part !== "").join(", ");
  const lines = message.split(/[\r\n]+/).map((part) => part.trim());
  const line = lastMeaningfulLine(lines.filter((part) => part !== "").join(" "));
  return [line, known === "" ? "" : `(${lastMeaningfulLine(known)})`].filter((part) => part !== "").join(" ");
};

/**
 * The error for a response of the SQL REST API that is not a success: by its status, and a 422 by its message. A 429 to a poll
 * that names a statement means that the statement is still running: `NotReady` (reason `statement-running`).
 */
export const describeSnowflake = (response: RefusedResponse): JobwireError => {
  const { status } = response;
  const body = readSqlErrorBody(response.text);
  const line = lineOf(body);
  const details = refusedDetails({ ...response, text: body.message === "" ? response.text : body.message });
  if (status === 422) return describeSqlFailure(body, (message, reason) => details(`${message}: ${line}`, reason));
  if (status === 429 && response.method === "GET" && body.statementHandle !== undefined) {
    return new NotReady(details("the statement is still running. Poll it again", "statement-running"));
  }
  if (status === 408 && body.statementHandle !== undefined) {
    return new Timeout(
      details(
        `the statement exceeded its time limit and was cancelled: ${line}. Set a higher timeoutMs, or reduce the work of the statement`,
        "statement",
      ),
    );
  }
  return describeStatus(response, line);
};
