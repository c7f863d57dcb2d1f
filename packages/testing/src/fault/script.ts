import type { ScriptedResponse } from "./response.ts";
import type { RecordedRequest } from "./recorded-request.ts";

/**
 * The requests that a script covers: `"GET /api/version"` (exact method and path; the query does not count), `"GET /api/*"`
 * (paths that begin so), a regular expression on `METHOD /path?query`, or a function.
 */
export type Pattern = string | RegExp | ((request: RecordedRequest) => boolean);

/**
 * One response for all requests, a list (the first request gets the first response; after the last, later routes apply), or a
 * function of the request and of the number of earlier requests to this route; if it returns undefined, later routes apply.
 */
export type Script =
  | ScriptedResponse
  | readonly ScriptedResponse[]
  | ((request: RecordedRequest, nth: number) => ScriptedResponse | undefined | Promise<ScriptedResponse | undefined>);

/** Options of a route. */
export interface RouteOptions {
  /** True: responds as soon as the request's head is read. The body stays unread and the connection serves no further request. */
  readonly beforeBody?: boolean;
}

/** One route of the server's script. */
export interface Route extends RouteOptions {
  readonly matches: (request: RecordedRequest) => boolean;
  readonly next: (request: RecordedRequest) => ScriptedResponse | undefined | Promise<ScriptedResponse | undefined>;
}

/** Makes a route of a pattern and its script. */
export function createRoute(pattern: Pattern, script: Script, options: RouteOptions = {}): Route {
  let nth = 0;
  const list = Array.isArray(script) ? [...(script as readonly ScriptedResponse[])] : undefined;
  return {
    ...options,
    matches: matcher(pattern),
    next(request) {
      if (list) return list.shift();
      if (typeof script !== "function") return script as ScriptedResponse;
      const index = nth;
      nth += 1;
      return script(request, index);
    },
  };
}

function matcher(pattern: Pattern): (request: RecordedRequest) => boolean {
  if (typeof pattern === "function") return pattern;
  if (pattern instanceof RegExp) return (request) => pattern.test(`${request.method} ${request.url}`);
  if (!pattern.endsWith("*")) return (request) => `${request.method} ${request.path}` === pattern;
  const start = pattern.slice(0, -1);
  return (request) => `${request.method} ${request.path}`.startsWith(start);
}
