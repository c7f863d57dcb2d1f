import type { Handler } from "./exchange.ts";

/** The method and path of a route. */
export interface RoutePattern {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `{}` matches one non-empty segment. A trailing slash counts. */
  readonly pattern: string;
}

/** An endpoint of the reference Ray. */
export interface Route extends RoutePattern {
  readonly handler: Handler;
}

export type Match<R extends RoutePattern> =
  | { readonly route: R; readonly parameters: readonly string[] }
  /** The path is known, but not with this method: the methods it allows. */
  | { readonly allowed: string }
  | undefined;

/** Finds the route of a request target. Segments are split before they are decoded, so `%2F` stays inside one. */
export function matchRoute<R extends RoutePattern>(routes: readonly R[], method: string, path: string): Match<R> {
  const asked = method === "HEAD" ? "GET" : method;
  const segments = path.split("/");
  const fitting = routes.flatMap((route) => {
    const parameters = matchSegments(route.pattern.split("/"), segments);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const exact = fitting.find(({ route }) => route.method === asked);
  if (exact !== undefined) return exact;
  if (fitting.length === 0) return undefined;
  const methods = fitting.flatMap(({ route }) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method]));
  return { allowed: [...new Set(methods)].sort().join(",") };
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: string[] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part !== "{}") {
      if (part !== segment) return undefined;
    } else {
      const parameter = decoded(segment);
      // aiohttp's routes match no braces: a job with one in its id is listed and cannot be requested (seen on Ray 2.60).
      if (parameter === "" || /[{}]/.test(parameter)) return undefined;
      parameters.push(parameter);
    }
  }
  return parameters;
}

/** Decodes a segment; one whose percent escapes are not UTF-8 stays as it was sent. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
