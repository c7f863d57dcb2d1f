import {
  BadResponse,
  BrowserRefused,
  Conflict,
  ConnectionFailed,
  CreateOutcomeUnknown,
  Forbidden,
  InvalidRequest,
  JobFailed,
  JobLost,
  JobStopped,
  type JobwireError,
  LogReset,
  NotFound,
  NotReady,
  RateLimited,
  RedirectRefused,
  ServerError,
  StreamLimitExceeded,
  Timeout,
  Unauthorized,
} from "@jobwire/core/errors";
import { describeStatus, type RefusedResponse } from "@jobwire/core/backend";

type Fields = Readonly<Record<string, unknown>>;
type Make = new (details: never) => JobwireError;

/** Every error that a gateway may report. `Aborted` is not among them: only the client's own caller aborts its calls. */
const classes: Readonly<Record<string, Make>> = {
  ConnectionFailed,
  Timeout,
  Unauthorized,
  Forbidden,
  NotFound,
  Conflict,
  InvalidRequest,
  BrowserRefused,
  RedirectRefused,
  RateLimited,
  ServerError,
  BadResponse,
  NotReady,
  LogReset,
  StreamLimitExceeded,
  JobFailed,
  JobStopped,
  JobLost,
  CreateOutcomeUnknown,
};

/** Reasons are stable words in kebab-case; anything else is left out. */
const reasonOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.length <= 64 && /^[a-z][a-z0-9-]*$/.test(value) ? value : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** The longest pause that a server may ask for, in milliseconds. */
const maxRetryAfterMs = 3_600_000;

/** The error in the fields of a problem, with its own tag; undefined when they are no problem of a gateway. */
export const errorOfProblem = (
  fields: Fields,
  response?: { readonly retryAfterMs: number | undefined },
): JobwireError | undefined => {
  const tag = textOf(fields["_tag"]);
  // The JSON of an error, as a job's `failures` have it, has a message where a problem has a detail.
  const message = textOf(fields["detail"]) ?? textOf(fields["message"]) ?? textOf(fields["title"]);
  if (tag === undefined || message === undefined) return undefined;
  const statusCode = numberOf(fields["statusCode"]);
  const asked = numberOf(fields["retryAfterMs"]) ?? response?.retryAfterMs;
  const retryAfterMs = asked === undefined ? undefined : Math.min(Math.max(0, asked), maxRetryAfterMs);
  // The gateway closes: another one may respond to the next request.
  if (tag === "Aborted") return new ServerError({ message, reason: "unavailable", statusCode: 503, retryAfterMs });
  const make = Object.hasOwn(classes, tag) ? classes[tag] : undefined;
  if (make === undefined) return undefined;
  const details = {
    message,
    reason: reasonOf(fields["reason"]),
    statusCode,
    retryAfterMs,
    jobId: textOf(fields["jobId"]),
    jobStatus: textOf(fields["jobStatus"]),
    errorType: textOf(fields["errorType"]),
    exitCode: numberOf(fields["exitCode"]),
    elapsedMs: numberOf(fields["elapsedMs"]),
  };
  return new make(details as never);
};

const recordOf = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The error of a response that is not a success: the error that the gateway reports, with the tag, reason and status that it has on the
 * server. A response that no gateway made counts by its status.
 */
export const describeProblem = (response: RefusedResponse): JobwireError => {
  const fields = recordOf(response.text);
  const error = fields === undefined ? undefined : errorOfProblem(fields, response);
  if (error !== undefined) return error;
  return describeStatus(response, textOf(fields?.["detail"]) ?? textOf(fields?.["title"]) ?? "");
};
