import { Clock, Effect } from "effect";
import createClient, { type Client } from "openapi-fetch";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { Http, StreamTimes } from "./http.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** What every call of a generated client gets: the fetch of its origin, interruption, and the body as text. */
export interface CallInit {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly signal: AbortSignal;
  readonly parseAs: "text";
}

/** A success, as text. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
  /** What its Retry-After asks for, bounded to an hour: 202 may have one. */
  readonly retryAfterMs: number | undefined;
}

/**
 * One request by a client generated from `Paths`, so checked against the specification at compile time. No retries. `times` are
 * the client's own unless given.
 */
export type TypedCall<Paths extends {}> = (
  label: string,
  send: (
    client: Client<Paths>,
    init: CallInit,
  ) => Promise<{ readonly data?: string; readonly response: Pick<Response, "status" | "headers"> }>,
  times?: StreamTimes,
) => Effect.Effect<TextAnswer, JobwireError>;

/** Calls of one origin; `headers` go with each and are no secret (those are options of `makeHttp`). */
export const makeTypedCall = <Paths extends {}>(
  http: Http,
  headers: Readonly<Record<string, string>> = {},
): TypedCall<Paths> => {
  const client = createClient<Paths>({ baseUrl: http.baseUrl, headers });
  return (label, send, times) =>
    // The services of the caller's fiber go along, so that its clock (a test's, say) also rules inside the request.
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
              : new BadResponse({ message: `${label}: the answer could not be read`, reason: "unknown", cause }),
          ),
      });
    });
};
