import { type JobwireError, NotReady, Timeout } from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedResponse } from "../http/http.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import { describeSqlFailure } from "./sql-failure.ts";

/** The fields of the SQL REST API's error body; fields of unexpected types are omitted. */
export interface SqlSaid {
  readonly code: string | undefined;
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly statementHandle: string | undefined;
}

const readSaid = (text: string): SqlSaid => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // Plain text, a proxy's page, or an empty body.
  }
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const field = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    code: field("code"),
    sqlState: field("sqlState"),
    message: field("message") ?? (body === undefined ? text : ""),
    statementHandle: field("statementHandle"),
  };
};

/** Formats `message (code 002003, SQL state 42S02)` on one line. */
const words = ({ code, sqlState, message }: SqlSaid): string => {
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
  const said = readSaid(response.text);
  const line = words(said);
  const details = refusedDetails({ ...response, text: said.message === "" ? response.text : said.message });
  if (status === 422) return describeSqlFailure(said, (message, reason) => details(`${message}: ${line}`, reason));
  if (status === 429 && response.method === "GET" && said.statementHandle !== undefined) {
    return new NotReady(details("the statement is still running. Poll it again", "statement-running"));
  }
  if (status === 408 && said.statementHandle !== undefined) {
    return new Timeout(
      details(
        `the statement exceeded its time limit and was cancelled: ${line}. Set a higher timeoutMs, or reduce the work of the statement`,
        "statement",
      ),
    );
  }
  return describeStatus(response, line);
};
