import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import createClient, { type Client } from "openapi-fetch";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { Http, StreamTimes } from "./http.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** The init of every call of a generated client: the fetch of its origin, interruption, and the body as text. */
export interface CallInit {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly signal: AbortSignal;
  readonly parseAs: "text";
}

/** A successful response, as text. */
export interface TextResponse {
  readonly status: number;
  readonly text: string;
  /** The wait that its Retry-After asks for, at most an hour: a 202 may have one. */
  readonly retryAfterMs: number | undefined;
}

/**
 * One request of a client generated from `Paths`, so the compiler checks it against the specification. No retries. `times`
 * default to the client's own.
 */
export type TypedCall<Paths extends {}> = (
  label: string,
  send: (
    client: Client<Paths>,
    init: CallInit,
  ) => Promise<{ readonly data?: string; readonly response: Pick<Response, "status" | "headers"> }>,
  times?: StreamTimes,
) => Effect.Effect<TextResponse, JobwireError>;

/** Makes calls to one origin; `headers` go with each and must not be secret (secrets belong in the options of `makeHttp`). */
export const makeTypedCall = <Paths extends {}>(
  http: Http,
  headers: Readonly<Record<string, string>> = {},
): TypedCall<Paths> => {
  const client = createClient<Paths>({ baseUrl: http.baseUrl, headers });
  return (label, send, times) =>
    // Passes the services of the caller's fiber on, so that its clock (a test's, for example) rules inside the request as well.
    Effect.contextWith((context) => {
      const runPromise = Effect.runPromiseWith(context);
      return Effect.tryPromise({
        try: async (signal) => {
          const init: CallInit = {
            fetch: (request) => runPromise(http.send(request, times), { signal }),
            signal,
            parseAs: "text",
          };
          const { data = "", response } = await send(client, init);
          const retryAfter = response.headers.get("retry-after") ?? undefined;
          const now = await runPromise(Clock.currentTimeMillis);
          return { status: response.status, text: data, retryAfterMs: parseRetryAfter(retryAfter, now) };
        },
        catch: (cause) =>
          http.redactor.error(
            isJobwireError(cause)
              ? cause
              : new BadResponse({
                  message: `${label}: the response could not be read. Check that the address is the server's own; the cause has the details`,
                  reason: "unknown",
                  cause,
                }),
          ),
      });
    });
};
