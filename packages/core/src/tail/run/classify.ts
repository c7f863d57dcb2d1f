import type { JobwireError } from "../../errors.ts";
import { mayPass } from "../../retry/retry-policies.ts";
import type { FailureKind } from "../decide/facts.ts";

/** How the log file failed. */
export const fileFailureKind = (error: JobwireError): FailureKind => {
  switch (error._tag) {
    // The job existed a moment ago: a server, or a proxy, without this path has no log file.
    case "NotFound":
    case "Forbidden":
    case "RedirectRefused":
      return "refused";
    case "NotReady":
      return error.reason === "no-node" ? "noNode" : "notReady";
    case "RateLimited":
    case "ServerError":
    case "BadResponse":
      return "unavailable";
    case "Timeout":
      if (!mayPass("tail", error)) return "fatal";
      return error.reason === "connect" ? "connectTimeout" : "cut";
    default:
      return mayPass("tail", error) ? "cut" : "fatal";
  }
};

/** How the plain log failed. */
export const plainFailureKind = (error: JobwireError): FailureKind => {
  if (error.reason === "truncated-log") return "truncated";
  if (mayPass("tail", error)) return error.reason === "short-log" ? "shortLog" : "cut";
  return error._tag === "NotFound" ? "refused" : "fatal";
};
