import type { IncomingHttpHeaders } from "node:http";

const BROWSER_HEADERS: readonly string[] = [
  "origin",
  "referer",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "sec-fetch-site",
  "sec-fetch-user",
  "access-control-request-method",
  "access-control-request-headers",
];

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Any of these headers counts, whatever its value, even empty. `byHeaders` is false for Ray before 2.51. */
export function looksLikeBrowser(headers: IncomingHttpHeaders, byHeaders: boolean): boolean {
  if (headers["user-agent"]?.startsWith("Mozilla") === true) return true;
  return byHeaders && BROWSER_HEADERS.some((name) => headers[name] !== undefined);
}

/** The 405 response to a browser's write up to Ray 2.51.1, which checks two methods only. */
export function oldBrowserWriteText(method: string): string | undefined {
  return method === "POST" || method === "PUT" ? "Method Not Allowed for browser traffic." : undefined;
}

/** The 405 response to a browser's write, on unknown paths too. `/api/authenticate` is the one exception. */
export function browserWriteText(method: string, path: string): string | undefined {
  if (READING.has(method) || path === "/api/authenticate") return undefined;
  return `'${method}' method not allowed for browser traffic.`;
}
