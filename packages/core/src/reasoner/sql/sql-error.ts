import { type ErrorDetails, InvalidRequest, type JobwireError, NotFound } from "../../errors.ts";
import { lastMeaningfulLine } from "../../http/visible-text.ts";

/** The reason in a remote service's refusal: its `details`, otherwise its `message`, otherwise the last line. */
const remoteReason = (text: string): string => {
  const found = /"details"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  return lastMeaningfulLine(found?.[1]?.replaceAll(/\\(.)/g, "$1") ?? text);
};

/**
 * Interprets a refused statement when the app passes on its service's own response (docs/internals/servers.md#direct-access-responses);
 * every other error passes unchanged.
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
    return new InvalidRequest(details(`the service refused the request: ${remoteReason(text)}`, "server"));
  }
  if (/remote service error: 404/i.test(text)) return new NotFound(details(lastMeaningfulLine(text), "unknown-job"));
  return error;
};
