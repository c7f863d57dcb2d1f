import type { JobwireError } from "../errors.ts";
import { neverSent } from "./never-sent.ts";

/**
 * The possible effect of a failed write: `refused`, the server will not do it; `not-sent`, the server never saw it;
 * `ambiguous`, the server may have done it.
 */
export type SendNature = "refused" | "not-sent" | "ambiguous";

/** Classifies the failure of one send. */
export const sendNature = (error: JobwireError): SendNature => {
  switch (error._tag) {
    case "ConnectionFailed":
      if (error.reason === "tls" || error.reason === "blocked") return "refused";
      return neverSent(error.reason) ? "not-sent" : "ambiguous";
    case "BadResponse":
      // Such as 405, 410 and 415: the server does not support the request.
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
