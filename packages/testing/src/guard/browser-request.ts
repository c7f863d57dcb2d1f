/** The headers of a request, names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const mark = /^(?:origin|referer|sec-fetch-.+|access-control-request-.+)$/;

/** The value of a header. Values of a repeated header are joined, so that none of them can hide behind another. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return value === undefined || typeof value === "string" ? value : value.join(", ");
};

/**
 * The header that marks a request as a web page's; undefined if the request has none. Node's own fetch sends `sec-fetch-mode: cors` and
 * none of the others. A browser sends all of `sec-fetch-*` together, so that header alone, with Node's user agent, marks no page.
 */
export const browserMark = (headers: Headers): string | undefined => {
  const agent = headerOf(headers, "user-agent") ?? "";
  const marks = Object.keys(headers).filter((name) => headers[name] !== undefined && mark.test(name));
  if (agent.startsWith("Mozilla")) marks.push("user-agent");
  const nodeFetch = (agent === "node" || agent === "undici") && headerOf(headers, "sec-fetch-mode") === "cors";
  return nodeFetch && marks.length === 1 ? undefined : marks[0];
};

/** Whether the page that sent the request has exactly the requested origin; false when the request names no origin. */
export const isOwnPage = (headers: Headers): boolean => {
  const site = headerOf(headers, "sec-fetch-site") ?? "same-origin";
  return namesOwnOrigin(headers) && site === "same-origin";
};

/**
 * Whether a page of another origin sent the request. Another port of this machine is another origin, though the same site. A
 * navigation is not a request by a page: the browser shows the response, and no other page can read it.
 */
export const isForeignPage = (headers: Headers, mayNavigate: boolean): boolean => {
  if (headerOf(headers, "origin") !== undefined && !namesOwnOrigin(headers)) return true;
  const site = headerOf(headers, "sec-fetch-site") ?? "none";
  if (site === "same-origin" || site === "none") return false;
  return !mayNavigate || headerOf(headers, "sec-fetch-mode") !== "navigate";
};

const namesOwnOrigin = (headers: Headers): boolean =>
  headerOf(headers, "origin")?.toLowerCase() === `http://${headerOf(headers, "host")?.toLowerCase()}`;
