import {
  BadResponse,
  ConnectionFailed,
  Conflict,
  type ErrorDetails,
  Forbidden,
  InvalidRequest,
  type JobwireError,
  NotFound,
  RateLimited,
  ServerError,
  Unauthorized,
} from "../errors.ts";
import type { RefusedResponse } from "./http.ts";
import { describeProxyResponse, type ProxyResponse } from "./proxy/proxy-response.ts";

/** The details of an error for this response; messages begin with the request's label. */
export const refusedDetails =
  ({
    label,
    status,
    text,
    retryAfterMs,
  }: RefusedResponse): (<Reason extends string = never>(message: string, reason?: Reason) => ErrorDetails<Reason>) =>
  (message, reason) => ({
    message: `${label}: ${message}`,
    reason,
    statusCode: status,
    serverText: text,
    retryAfterMs,
  });

/** The error for a response of a proxy whose meaning its status does not show. */
const describeMeaning = (
  response: RefusedResponse,
  { meaning, summary, advice }: ProxyResponse,
): JobwireError | undefined => {
  const details = refusedDetails(response);
  const message = `${response.status}, ${summary}. ${advice}`;
  if (meaning === "https-port") return new ConnectionFailed(details(message, "tls"));
  return meaning === undefined ? undefined : new Unauthorized(details(message, meaning));
};

/**
 * The error for a response that a proxy sent in place of the server, by HTTP's own meaning; undefined for any other. Its message has
 * the page's title and what to do, and not the page. `makeHttp` calls it before it asks the backend.
 */
export const describeProxy = (response: RefusedResponse): JobwireError | undefined => {
  const proxy = describeProxyResponse(response);
  return proxy === undefined ? undefined : (describeMeaning(response, proxy) ?? byStatus(response, proxy));
};

/** The error for a server's own status by HTTP's meaning, for backends without an error format; `message` is the server's message. */
export const describeStatus = (response: RefusedResponse, message: string): JobwireError =>
  byStatus(response, { summary: message });

/** `summary`: the server's message, or the description of a page; `advice` is instead of the usual one. */
const byStatus = (
  response: RefusedResponse,
  { summary, advice }: { readonly summary: string; readonly advice?: string | undefined },
): JobwireError => {
  const { status, retryAfterMs } = response;
  const then = advice === undefined ? "" : `. ${advice}`;
  const text = `${summary}${then}`;
  const comma = text === "" ? "" : `, ${text}`;
  const details = refusedDetails(response);
  switch (status) {
    case 400:
      return new InvalidRequest(details(`the server refused the request: ${text}`, "server"));
    case 401:
      return new Unauthorized(
        details(`401, ${summary === "" ? "no credential" : summary}. ${advice ?? "Set a valid token"}`),
      );
    case 403:
      return new Forbidden(
        details(`403, ${summary === "" ? "refused" : summary}. ${advice ?? "Check the token and what it may do"}`),
      );
    case 404:
      return new NotFound(details(`404${comma}`, "unknown-path"));
    case 408:
      return new ServerError(details("408, the server waited too long for the request", "request-timeout"));
    case 409:
      return new Conflict(details(text));
    case 413:
      return new InvalidRequest(
        details(`413, the request is too large${summary === "" ? "" : `: ${summary}`}${then}`, "server"),
      );
    case 429: {
      const wait = retryAfterMs === undefined ? "" : ` (retry after ${retryAfterMs} ms)`;
      return new RateLimited(details(`429, ${summary === "" ? "too many requests" : summary}${wait}${then}`));
    }
    case 500:
      return new ServerError(
        details(`500, ${text === "" ? "the server failed and reported no reason" : text}`, "internal"),
      );
    default:
      if (status > 500 && status < 600)
        return new ServerError(details(`${status}${comma}`, status === 501 ? "not-implemented" : "unavailable"));
      return new BadResponse(details(`unexpected status ${status}${text === "" ? "" : `: ${text}`}`, "status"));
  }
};
