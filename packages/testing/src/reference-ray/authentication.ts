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

/** The answer to a request that may not pass, before anything else is looked at. */
export function refuseUnauthenticated(
  token: string | undefined,
  path: string,
  headers: IncomingHttpHeaders,
): Refusal | undefined {
  if (token === undefined || PUBLIC_PATHS.has(path) || path.startsWith("/static/")) return undefined;
  return refuseCredentials(token, headers);
}

/**
 * `Authorization` is looked at first, `X-Ray-Authorization` only when it is absent, the cookie last; what is found first
 * decides. The scheme is case-sensitive.
 */
function refuseCredentials(token: string, headers: IncomingHttpHeaders): Refusal | undefined {
  const header = headers.authorization ?? headers["x-ray-authorization"];
  const cookie = cookieOf(headers, "ray-authentication-token");
  return refuseBearer(
    token,
    typeof header === "string" ? header : cookie === undefined ? undefined : `Bearer ${cookie}`,
  );
}

/** By this one header's value; `/api/authenticate` looks at nothing but `Authorization`. */
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
