import type { Answer } from "./answer.ts";
import type { RecordedRequest } from "./recorded-request.ts";

/**
 * Which requests a script is for: `"GET /api/version"` (exact method and path, query not looked at), `"GET /api/*"` (paths
 * that begin so), a regular expression on `METHOD /path?query`, or a function.
 */
export type Pattern = string | RegExp | ((request: RecordedRequest) => boolean);

/**
 * One answer for all, a list (the first request gets the first answer; when the list is used up later routes are tried), or
 * a function of the request and of how many requests this route had before; its `undefined` leaves the request to later routes.
 */
export type Script =
  | Answer
  | readonly Answer[]
  | ((request: RecordedRequest, nth: number) => Answer | undefined | Promise<Answer | undefined>);

/** How a route is to be used. */
export interface RouteOptions {
  /** True: answer as soon as the request's head is read. The body stays unread and the connection serves nothing more. */
  readonly beforeBody?: boolean;
}

/** One line of the server's script. */
export interface Route extends RouteOptions {
  readonly matches: (request: RecordedRequest) => boolean;
  readonly next: (request: RecordedRequest) => Answer | undefined | Promise<Answer | undefined>;
}

/** Makes a route of a pattern and its script. */
export function createRoute(pattern: Pattern, script: Script, options: RouteOptions = {}): Route {
  let nth = 0;
  const list = Array.isArray(script) ? [...(script as readonly Answer[])] : undefined;
  return {
    ...options,
    matches: matcher(pattern),
    next(request) {
      if (list) return list.shift();
      if (typeof script !== "function") return script as Answer;
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
