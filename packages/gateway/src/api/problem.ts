import { isJobwireError, type JobwireError, type JobwireErrorTag, ServerError } from "@jobwire/core";

/** A refusal by the gateway itself, or an error of a system with the status of the response. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: JobwireError;
  /** Further headers of the response. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: JobwireError, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/**
 * A failure that another try cannot mend is a 4xx, since clients of Durable Streams repeat every 5xx for ever. A refused sign-in at the
 * system is the gateway's trouble, not its caller's: 502.
 */
const statuses: Readonly<Record<JobwireErrorTag, number>> = {
  ConnectionFailed: 502,
  Timeout: 504,
  Aborted: 503,
  Unauthorized: 502,
  Forbidden: 502,
  NotFound: 404,
  Conflict: 409,
  InvalidRequest: 400,
  BrowserRefused: 502,
  RedirectRefused: 502,
  RateLimited: 503,
  ServerError: 502,
  BadResponse: 502,
  NotReady: 503,
  LogReset: 410,
  StreamLimitExceeded: 422,
  JobFailed: 409,
  JobStopped: 409,
  JobLost: 410,
  CreateOutcomeUnknown: 502,
};

/** Any failure as a refusal. A defect shows nothing of itself. */
export const refusalOf = (failure: unknown): Refusal => {
  if (failure instanceof Refusal) return failure;
  if (!isJobwireError(failure)) {
    const message = "The gateway failed on this request. Its own log has the reason";
    return new Refusal(500, new ServerError({ message, statusCode: 500 }));
  }
  const status = statuses[failure._tag];
  const seconds = Math.max(1, Math.ceil((failure.retryAfterMs ?? 1000) / 1000));
  return new Refusal(status, failure, status === 503 ? { "retry-after": String(seconds) } : {});
};

/** The body of a problem response (RFC 9457). */
export const problemJson = ({ status, error }: Refusal, offset?: string): Readonly<Record<string, unknown>> => {
  // A position is the gateway's own: readers have offsets. So are the requests whose failures were the causes.
  const { message, position: _, cause: _cause, ...fields } = error.toJSON();
  const type = `urn:jobwire:error:${error._tag.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}`;
  return { type, title: error._tag, status, detail: message, ...fields, ...(offset === undefined ? {} : { offset }) };
};

/** A refusal as a response. */
export const problemResponse = (refusal: Refusal, offset?: string): Response =>
  new Response(JSON.stringify(problemJson(refusal, offset)), {
    status: refusal.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...refusal.headers },
  });
