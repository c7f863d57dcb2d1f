import { browserMark, type Headers, headerOf, isForeignPage, isOwnPage } from "./browser-request.ts";
import { isLoopbackHost } from "./loopback-host.ts";

/** Why a request is refused, and with which status. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly message: string;
}

/** What the guard looks at. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: Headers;
  /** Whether it asks for a WebSocket. */
  readonly upgrade: boolean;
}

const reading: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Refuses a name that is not loopback's: a page can point its own name here (DNS rebinding). */
export const refuseHost = (headers: Headers): Refusal | undefined => {
  const host = headerOf(headers, "host");
  if (host !== undefined && isLoopbackHost(host)) return undefined;
  const given =
    host === undefined ? "The request names no host." : `The request asks for host ${JSON.stringify(host)}.`;
  return { status: 403, message: `${given} This server answers to 127.0.0.1, localhost and [::1] only.` };
};

/** Refuses a page of another origin that reads or opens a WebSocket. */
export const refuseForeignRead = ({ method, headers, upgrade }: GuardedRequest): Refusal | undefined => {
  if (!reading.has(method) || !isForeignPage(headers, !upgrade)) return undefined;
  const what = upgrade ? "A WebSocket" : `A ${method} request`;
  return {
    status: 403,
    message: `${what} of a web page of another origin is refused. Read from a page of this server's own origin, or outside a browser.`,
  };
};

/** Refuses what a web page writes: this server takes commands, and any page that is open could send them. */
export const refuseBrowserWrite = (
  { method, headers }: GuardedRequest,
  ownPagesMayWrite: boolean,
): Refusal | undefined => {
  if (reading.has(method) || method === "OPTIONS") return undefined;
  const mark = browserMark(headers);
  if (mark === undefined || (ownPagesMayWrite && isOwnPage(headers))) return undefined;
  return {
    status: 403,
    message: `A ${method} request of a web page is refused: it has the header ${JSON.stringify(mark)}. Send it from outside a browser.`,
  };
};

/**
 * Refuses a body that does not say that it is `wanted`. A page can send the types of a form, and bytes of no type, to any origin
 * without asking first.
 */
export const refuseContentType = (
  { method, headers }: GuardedRequest,
  hasBody: boolean,
  wanted = "application/json",
): Refusal | undefined => {
  if (reading.has(method)) return undefined;
  const given = headerOf(headers, "content-type");
  if (given === undefined ? !hasBody : given.split(";", 1)[0]?.trim().toLowerCase() === wanted) return undefined;
  const found = given === undefined ? "The body has no content type." : `The content type is ${JSON.stringify(given)}.`;
  return { status: 415, message: `${found} Send the body as content-type: ${wanted}.` };
};

/** The checks of a server that has no rules of its own for browsers: name, page, and who may write. */
export const refuseStranger = (request: GuardedRequest, ownPagesMayWrite: boolean): Refusal | undefined =>
  refuseHost(request.headers) ?? refuseForeignRead(request) ?? refuseBrowserWrite(request, ownPagesMayWrite);
