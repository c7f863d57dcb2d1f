/** The headers of a request, names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const mark = /^(?:origin|referer|sec-fetch-.+|access-control-request-.+)$/;

/** The value of a header; values of a repeated one are joined, so that none of them can hide behind another. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return value === undefined || typeof value === "string" ? value : value.join(", ");
};

/**
 * The header that marks a request as a web page's; undefined for none. Node's own fetch sends `sec-fetch-mode: cors` and none of
 * the others. A browser sends all of `sec-fetch-*` together, so that one alone, with Node's user agent, marks no page.
 */
export const browserMark = (headers: Headers): string | undefined => {
  const agent = headerOf(headers, "user-agent") ?? "";
  const marks = Object.keys(headers).filter((name) => headers[name] !== undefined && mark.test(name));
  if (agent.startsWith("Mozilla")) marks.push("user-agent");
  const nodeFetch = (agent === "node" || agent === "undici") && headerOf(headers, "sec-fetch-mode") === "cors";
  return nodeFetch && marks.length === 1 ? undefined : marks[0];
};

/** Whether the page that sent the request has exactly the origin it asks; false when the request names no origin. */
export const isOwnPage = (headers: Headers): boolean => {
  const site = headerOf(headers, "sec-fetch-site") ?? "same-origin";
  return namesOwnOrigin(headers) && site === "same-origin";
};

/**
 * Whether a page of another origin asks here. Another port of this machine is another origin, though the same site. Opening an
 * address in the browser is not asking by a page: what comes is shown, and no other page can look into it.
 */
export const isForeignPage = (headers: Headers, mayNavigate: boolean): boolean => {
  if (headerOf(headers, "origin") !== undefined && !namesOwnOrigin(headers)) return true;
  const site = headerOf(headers, "sec-fetch-site") ?? "none";
  if (site === "same-origin" || site === "none") return false;
  return !mayNavigate || headerOf(headers, "sec-fetch-mode") !== "navigate";
};

const namesOwnOrigin = (headers: Headers): boolean =>
  headerOf(headers, "origin")?.toLowerCase() === `http://${headerOf(headers, "host")?.toLowerCase()}`;
