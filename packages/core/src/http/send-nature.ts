import type { JobwireError } from "../errors.ts";
import { neverSent } from "./never-sent.ts";

/**
 * What a failed write proves: `refused`, the server will not do it; `not-sent`, the server never saw it; `ambiguous`, it may
 * have been done.
 */
export type SendNature = "refused" | "not-sent" | "ambiguous";

/** What the failure of one send proves. */
export const sendNature = (error: JobwireError): SendNature => {
  switch (error._tag) {
    case "ConnectionFailed":
      if (error.reason === "tls" || error.reason === "blocked") return "refused";
      return neverSent(error.reason) ? "not-sent" : "ambiguous";
    case "BadResponse":
      // 405, 410, 415 and their like: the server does not do such a thing.
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? "refused"
        : "ambiguous";
    case "Timeout":
    case "ServerError":
      return "ambiguous";
    default:
      return "refused";
  }
};
