import { browserMark, type Headers, headerOf, isForeignPage, isOwnPage } from "./browser-request.ts";
import { isLoopbackHost } from "./loopback-host.ts";

/** Why the guard refuses a request, and with which status. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly message: string;
}

/** The parts of a request that the guard checks. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: Headers;
  /** Whether the request asks for a WebSocket. */
  readonly upgrade: boolean;
}

const reading: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Refuses a host name other than loopback: a page can point its own name here (DNS rebinding). */
export const refuseHost = (headers: Headers): Refusal | undefined => {
  const host = headerOf(headers, "host");
  if (host !== undefined && isLoopbackHost(host)) return undefined;
  const given =
    host === undefined ? "The request names no host." : `The request names the host ${JSON.stringify(host)}.`;
  return {
    status: 403,
    message: `${given} This server accepts 127.0.0.1, localhost and [::1] only. Use one of these names.`,
  };
};

/** Refuses a read or a WebSocket from a page of another origin. */
export const refuseForeignRead = ({ method, headers, upgrade }: GuardedRequest): Refusal | undefined => {
  if (!reading.has(method) || !isForeignPage(headers, !upgrade)) return undefined;
  const what = upgrade ? "a WebSocket" : `a ${method} request`;
  return {
    status: 403,
    message: `This server refused ${what} from a web page of another origin. Read from a page of this server's own origin, or outside a browser.`,
  };
};

/** Refuses a web page's writes: this server runs commands, and any open page could send them. */
export const refuseBrowserWrite = (
  { method, headers }: GuardedRequest,
  ownPagesMayWrite: boolean,
): Refusal | undefined => {
  if (reading.has(method) || method === "OPTIONS") return undefined;
  const mark = browserMark(headers);
  if (mark === undefined || (ownPagesMayWrite && isOwnPage(headers))) return undefined;
  return {
    status: 403,
    message: `This server refused a ${method} request from a web page: it has the header ${JSON.stringify(mark)}. Send it from outside a browser.`,
  };
};

/**
 * Refuses a body whose content type is not `wanted`. A page can send form types, and bytes without a type, to any origin without
 * a preflight.
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

/** The checks of a server without browser rules of its own: host name, page origin, and writes. */
export const refuseStranger = (request: GuardedRequest, ownPagesMayWrite: boolean): Refusal | undefined =>
  refuseHost(request.headers) ?? refuseForeignRead(request) ?? refuseBrowserWrite(request, ownPagesMayWrite);
