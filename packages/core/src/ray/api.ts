import { Effect } from "effect";
import createClient, { type Client } from "openapi-fetch";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { paths } from "../generated/ray.ts";
import type { Http } from "../http/http.ts";

/** What every call of the generated client gets: the fetch of this client, interruption, and the body as text. */
export interface CallInit {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly signal: AbortSignal;
  readonly parseAs: "text";
}

/** Ray's dashboard as operations know it. */
export interface RayApi {
  readonly http: Http;
  /** What to call the cluster in messages. */
  readonly address: string;
  /**
   * One request by the generated client, checked against the specification at compile time; gives the answer's text. No
   * retries.
   */
  readonly call: (
    label: string,
    send: (client: Client<paths>, init: CallInit) => Promise<{ readonly data?: string }>,
  ) => Effect.Effect<string, JobwireError>;
}

/** The dashboard behind `http`. */
export const makeRayApi = (http: Http): RayApi => {
  const client = createClient<paths>({ baseUrl: http.baseUrl });
  return {
    http,
    address: http.baseUrl,
    call: (label, send) =>
      // The services of the caller's fiber go along, so that its clock (a test's, say) also rules inside the request.
      Effect.contextWith((context) => {
        const runPromise = Effect.runPromiseWith(context);
        return Effect.tryPromise({
          try: async (signal) => {
            const init: CallInit = {
              fetch: (request) => runPromise(http.send(request), { signal }),
              signal,
              parseAs: "text",
            };
            return (await send(client, init)).data ?? "";
          },
          catch: (cause) =>
            isJobwireError(cause)
              ? cause
              : new BadResponse({ message: `${label}: the answer could not be read`, reason: "unknown", cause }),
        });
      }),
  };
};
