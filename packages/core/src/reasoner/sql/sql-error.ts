import { type ErrorDetails, InvalidRequest, type JobwireError, NotFound } from "../../errors.ts";
import { lastMeaningfulLine } from "../../http/visible-text.ts";

/** The reason inside a remote service's refusal: its `details`, else its `message`, else the last line. */
const remoteReason = (text: string): string => {
  const found = /"details"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  return lastMeaningfulLine(found?.[1]?.replaceAll(/\\(.)/g, "$1") ?? text);
};

/**
 * What a refused statement means for jobs, where the app passes on its service's own answer (wire page, 3.3); every other error
 * stays what it is.
 */
export const mapSqlError = (label: string, error: JobwireError): JobwireError => {
  const { serverText: text, statusCode } = error;
  if (text === undefined || error._tag !== "InvalidRequest" || error.reason !== "sql") return error;
  const details = <Reason extends string>(message: string, reason: Reason): ErrorDetails<Reason> => ({
    message: `${label}: ${message}`,
    reason,
    statusCode,
    serverText: text,
    cause: error,
  });
  if (/remote service error: 400|RAIERR:1000/i.test(text)) {
    return new InvalidRequest(details(`refused: ${remoteReason(text)}`, "server"));
  }
  if (/remote service error: 404/i.test(text)) return new NotFound(details(lastMeaningfulLine(text), "unknown-job"));
  return error;
};
