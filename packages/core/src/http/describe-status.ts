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
import type { RefusedAnswer } from "./http.ts";
import { excerpt } from "./visible-text.ts";

const isPage = (answer: Pick<RefusedAnswer, "headers" | "text">): boolean =>
  /^\s*<(?:!doctype|html|head|body)/i.test(answer.text) || (answer.headers["content-type"] ?? "").includes("text/html");

/** What an answer said, in few words; a web page (a proxy's) is called one. */
export const saidOrPage = (answer: RefusedAnswer, said: string): string =>
  isPage(answer) ? `a web page (${excerpt(answer.text, 256)})` : said;

/** What an error for this answer carries; messages begin with what was asked of whom. */
export const refusedDetails =
  ({ label, status, text, retryAfterMs }: RefusedAnswer) =>
  <Reason extends string = never>(message: string, reason?: Reason): ErrorDetails<Reason> => ({
    message: `${label}: ${message}`,
    reason,
    statusCode: status,
    serverText: text,
    retryAfterMs,
  });

/** The error for a status by HTTP's own meaning, for backends whose answers say no more; `said` is the answer in few words. */
export const describeStatus = (answer: RefusedAnswer, said: string): JobwireError => {
  const { status, retryAfterMs } = answer;
  const text = saidOrPage(answer, said);
  const comma = text === "" ? "" : `, ${text}`;
  const details = refusedDetails(answer);
  switch (status) {
    case 400:
      return new InvalidRequest(details(`refused: ${text}`, "server"));
    case 401:
      return new Unauthorized(details(`401, ${text === "" ? "no credential" : text}; give a token`));
    case 403:
      return new Forbidden(details(`403, ${text === "" ? "refused" : text}; check the token`));
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
        details(`500, ${text === "" ? "the server failed without saying why" : text}`, "internal"),
      );
    default:
      if (status > 500 && status < 600)
        return new ServerError(details(`${status}${comma}`, status === 501 ? "not-implemented" : "unavailable"));
      return new BadResponse(details(`unexpected status ${status}${text === "" ? "" : `: ${text}`}`, "status"));
  }
};
