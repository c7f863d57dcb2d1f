import { type JobwireError, NotReady, Timeout } from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedAnswer } from "../http/http.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import { describeSqlFailure } from "./sql-failure.ts";
import type { SqlSaid } from "./sql-said.ts";

const readSaid = (text: string): SqlSaid => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // Plain text, a proxy's page or nothing.
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

/** `message (code 002003, SQL state 42S02)`, in one line. */
const words = ({ code, sqlState, message }: SqlSaid): string => {
  const codes = [code === undefined ? "" : `code ${code}`, sqlState === undefined ? "" : `SQL state ${sqlState}`];
  const known = codes.filter((part) => part !== "").join(", ");
  const lines = message.split(/[\r\n]+/).map((part) => part.trim());
  const line = lastMeaningfulLine(lines.filter((part) => part !== "").join(" "));
  return [line, known === "" ? "" : `(${lastMeaningfulLine(known)})`].filter((part) => part !== "").join(" ");
};

/**
 * The error for an answer of the SQL REST API that is not a success: by status, a 422 by its words. A 429 to a poll that names a
 * statement says that it still runs: `NotReady` (reason `statement-running`).
 */
export const describeSnowflake = (answer: RefusedAnswer): JobwireError => {
  const { status } = answer;
  const said = readSaid(answer.text);
  const line = words(said);
  const details = refusedDetails({ ...answer, text: said.message === "" ? answer.text : said.message });
  if (status === 422) return describeSqlFailure(said, (message, reason) => details(`${message}: ${line}`, reason));
  if (status === 429 && answer.method === "GET" && said.statementHandle !== undefined) {
    return new NotReady(details("the statement still runs", "statement-running"));
  }
  if (status === 408 && said.statementHandle !== undefined) {
    return new Timeout(details(`the statement passed its time limit and was cancelled: ${line}`, "statement"));
  }
  return describeStatus(answer, line);
};
