import type { JobwireError } from "../../errors.ts";
import { limitsRate } from "../../retry/limits-rate.ts";
import { mayPass } from "../../retry/retry-policies.ts";
import type { FailureKind } from "../decide/facts.ts";

/**
 * True when the server, or a proxy, does not pass this path, or asks for a sign-in there. The job's status was readable a moment ago,
 * so the rest of the server may work.
 */
export const isRefusal = (error: JobwireError): boolean => {
  switch (error._tag) {
    case "NotFound":
    case "Unauthorized":
    case "Forbidden":
    case "RedirectRefused":
      return true;
    case "BadResponse":
      return error.reason === "page";
    default:
      return false;
  }
};

/** True when the server, or a proxy, limits the rate of requests. nginx does so with a 503 unless it is configured otherwise. */
export const isThrottled = (error: JobwireError): boolean =>
  limitsRate(error) || (error._tag === "ServerError" && error.statusCode === 503);

/** How the log file failed. */
export const fileFailureKind = (error: JobwireError): FailureKind => {
  if (isRefusal(error)) return "refused";
  switch (error._tag) {
    case "NotReady":
      return error.reason === "no-node" ? "noNode" : "notReady";
    case "RateLimited":
    case "ServerError":
      return isThrottled(error) ? "throttled" : "unavailable";
    case "BadResponse":
      return "unavailable";
    case "Timeout":
      if (!mayPass("tail", error)) return "fatal";
      return error.reason === "connect" ? "connectTimeout" : "cut";
    default:
      return mayPass("tail", error) ? "cut" : "fatal";
  }
};

/** How the log file failed, when the tail has no other source. `repeated`: a limited rate refused it several times in a row. */
export const onlyFileFailureKind = (error: JobwireError, repeated: boolean): FailureKind => {
  if (error._tag === "NotReady") return fileFailureKind(error);
  if (!mayPass("tail", error)) return isRefusal(error) ? "refused" : "fatal";
  return isThrottled(error) && !repeated ? "throttled" : "cut";
};

/** How the plain log failed. */
export const plainFailureKind = (error: JobwireError): FailureKind => {
  if (error.reason === "truncated-log") return "truncated";
  if (isThrottled(error)) return "throttled";
  if (mayPass("tail", error)) return error.reason === "short-log" ? "shortLog" : "cut";
  return isRefusal(error) ? "refused" : "fatal";
};
