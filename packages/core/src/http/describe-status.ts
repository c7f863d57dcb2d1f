import {
  BadResponse,
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
import { isPageText } from "./is-page-text.ts";
import { excerpt } from "./visible-text.ts";

const isPage = (response: Pick<RefusedResponse, "headers" | "text">): boolean =>
  isPageText(response.text) || (response.headers["content-type"] ?? "").includes("text/html");

/** The server's message in few words, or a short description of a web page (from a proxy, for example). */
export const messageOrPage = (response: RefusedResponse, message: string): string =>
  isPage(response) ? `a web page (${excerpt(response.text, 256)})` : message;

/** The details of an error for this response; messages begin with the request's label. */
export const refusedDetails =
  ({ label, status, text, retryAfterMs }: RefusedResponse) =>
  <Reason extends string = never>(message: string, reason?: Reason): ErrorDetails<Reason> => ({
    message: `${label}: ${message}`,
    reason,
    statusCode: status,
    serverText: text,
    retryAfterMs,
  });

/** The error for a status by HTTP's own meaning, for backends without an error format; `message` is the server's message. */
export const describeStatus = (response: RefusedResponse, message: string): JobwireError => {
  const { status, retryAfterMs } = response;
  const text = messageOrPage(response, message);
  const comma = text === "" ? "" : `, ${text}`;
  const details = refusedDetails(response);
  switch (status) {
    case 400:
      return new InvalidRequest(details(`the server refused the request: ${text}`, "server"));
    case 401:
      return new Unauthorized(details(`401, ${text === "" ? "no credential" : text}. Set a valid token`));
    case 403:
      return new Forbidden(details(`403, ${text === "" ? "refused" : text}. Check the token and what it may do`));
    case 404:
      return new NotFound(details(`404${comma}`, "unknown-path"));
    case 408:
      return new ServerError(details("408, the server waited too long for the request", "request-timeout"));
    case 409:
      return new Conflict(details(text));
    case 413:
      return new InvalidRequest(details(`the request is too large: ${text}`, "server"));
    case 429: {
      const wait = retryAfterMs === undefined ? "" : ` (retry after ${retryAfterMs} ms)`;
      return new RateLimited(details(`429, ${text === "" ? "too many requests" : text}${wait}`));
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
