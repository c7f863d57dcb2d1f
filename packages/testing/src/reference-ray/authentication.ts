import type { IncomingHttpHeaders } from "node:http";
import { sameText } from "../guard/same-text.ts";

const PUBLIC_PATHS: ReadonlySet<string> = new Set([
  "/",
  "/favicon.ico",
  "/api/authentication_mode",
  "/api/authenticate",
  "/api/healthz",
  "/api/gcs_healthz",
  "/api/local_raylet_healthz",
  "/-/healthz",
]);

export interface Refusal {
  readonly status: 401 | 403;
  readonly text: string;
}

const MISSING: Refusal = { status: 401, text: "Unauthorized: Missing authentication token" };
const INVALID: Refusal = { status: 403, text: "Forbidden: Invalid authentication token" };

/** The refusal of an unauthorized request, before anything else is checked. */
export function refuseUnauthenticated(
  token: string | undefined,
  path: string,
  headers: IncomingHttpHeaders,
): Refusal | undefined {
  if (token === undefined || PUBLIC_PATHS.has(path) || path.startsWith("/static/")) return undefined;
  return refuseCredentials(token, headers);
}

/**
 * `Authorization` comes first, `X-Ray-Authorization` counts only when it is absent, and the cookie comes last; the first one
 * present decides. The scheme is case-sensitive.
 */
function refuseCredentials(token: string, headers: IncomingHttpHeaders): Refusal | undefined {
  const header = headers.authorization ?? headers["x-ray-authorization"];
  const cookie = cookieOf(headers, "ray-authentication-token");
  return refuseBearer(
    token,
    typeof header === "string" ? header : cookie === undefined ? undefined : `Bearer ${cookie}`,
  );
}

/** Checks this one header's value; `/api/authenticate` reads nothing but `Authorization`. */
export function refuseBearer(token: string, given: string | undefined): Refusal | undefined {
  if (given === undefined || given === "") return MISSING;
  return sameText(given, `Bearer ${token}`) ? undefined : INVALID;
}

function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of (headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name) return value;
  }
  return undefined;
}
