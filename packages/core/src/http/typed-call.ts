import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type { Client } from "openapi-fetch";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { Http, PlainRequest, PlainResponse, StreamTimes } from "./http.ts";
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
  return (label, send, times) => {
    const unbuilt = (cause: unknown): JobwireError =>
      http.redactor.error(
        isJobwireError(cause)
          ? cause
          : new BadResponse({
              message: `${label}: the request could not be made. The cause has the details`,
              reason: "unknown",
              cause,
            }),
      );
    return Effect.suspend(() => {
      const asked: Array<PlainRequest> = [];
      const ask = (): Effect.Effect<TextResponse, JobwireError> => {
        const [request] = asked;
        return request === undefined
          ? Effect.fail(unbuilt(new Error("no request was made")))
          : Effect.flatMap(http.ask(request, times), textOf);
      };
      // The client makes the request at once; the caller's own fiber sends it.
      const building = attempt(() =>
        send(client, {
          send: async (request) => {
            asked.push(request);
          },
          parseAs: "text",
        }),
      );
      return asked.length > 0 ? ask() : Effect.flatMap(Effect.tryPromise({ try: () => building, catch: unbuilt }), ask);
    });
  };
};

/** The promise of the function, which may throw. */
const attempt = async <A>(start: () => Promise<A>): Promise<A> => await start();

const utf8 = new TextDecoder();

const textOf = ({ status, headers, body }: PlainResponse): Effect.Effect<TextResponse> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    status,
    text: utf8.decode(body),
    retryAfterMs: parseRetryAfter(headers["retry-after"], now),
  }));
