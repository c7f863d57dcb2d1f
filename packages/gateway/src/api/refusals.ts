import { Forbidden, InvalidRequest, NotFound, RateLimited, ServerError } from "@jobwire/core";
import { Refusal } from "./problem.ts";

/** 400: the request is wrong. */
export const badRequest = (message: string, status = 400): Refusal =>
  new Refusal(status, new InvalidRequest({ message, reason: "local", statusCode: status }));

/** 403, or 421 for a name that is not the gateway's. */
export const forbidden = (message: string, status = 403): Refusal =>
  new Refusal(status, new Forbidden({ message, statusCode: status }));

/** 404: no such path or name. */
export const notFound = (message: string): Refusal =>
  new Refusal(404, new NotFound({ message, reason: "unknown-name", statusCode: 404 }));

/** 405 with the methods that the path has. */
export const wrongMethod = (method: string, allowed: ReadonlyArray<string>): Refusal =>
  new Refusal(
    405,
    new InvalidRequest({
      message: `This path has no ${method}; it has ${allowed.join(", ")}`,
      reason: "local",
      statusCode: 405,
    }),
    { allow: allowed.join(", ") },
  );

/** 429 with the seconds to wait. */
export const tooManyRequests = (seconds: number): Refusal =>
  new Refusal(
    429,
    new RateLimited({
      message: `Too many requests. Try again in ${seconds} s`,
      statusCode: 429,
      retryAfterMs: seconds * 1000,
    }),
    { "retry-after": String(seconds) },
  );

/** 503: a limit of the gateway is reached. */
export const overloaded = (message: string): Refusal =>
  new Refusal(503, new ServerError({ message, statusCode: 503, retryAfterMs: 1000 }), { "retry-after": "1" });
