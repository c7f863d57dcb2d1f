import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type { Client } from "openapi-fetch";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { Http, PlainResponse, StreamTimes } from "./http.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { type ClientCall, typedClient } from "./typed-client.ts";

/** What every call of a generated client gets: the function that sends its request, and that the body is text. */
export type CallInit = ClientCall;

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
  send: (client: Client<Paths>, init: CallInit) => Promise<{ readonly data?: string }>,
  times?: StreamTimes,
) => Effect.Effect<TextResponse, JobwireError>;

/** Makes calls to one origin; `headers` go with each and must not be secret (secrets belong in the options of `makeHttp`). */
export const makeTypedCall = <Paths extends {}>(
  http: Http,
  headers: Readonly<Record<string, string>> = {},
): TypedCall<Paths> => {
  const client = typedClient<Paths>(http.baseUrl, headers);
  return (label, send, times) =>
    // Passes the services of the caller's fiber on, so that its clock (a test's, for example) rules inside the request as well.
    Effect.contextWith((context) => {
      const runPromise = Effect.runPromiseWith(context);
      return Effect.tryPromise({
        try: async (signal) => {
          let answered: PlainResponse | undefined;
          await send(client, {
            send: async (request) => {
              answered = await runPromise(http.ask(request, times), { signal });
              return answered;
            },
            parseAs: "text",
          });
          if (answered === undefined) throw new Error("no request was sent");
          const { status, headers: received, body }: PlainResponse = answered;
          const now = await runPromise(Clock.currentTimeMillis);
          const retryAfterMs = parseRetryAfter(received["retry-after"], now);
          return { status, text: new TextDecoder().decode(body), retryAfterMs };
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
