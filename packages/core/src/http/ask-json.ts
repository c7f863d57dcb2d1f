import * as Effect from "effect/Effect";
import { BadResponse, isJobwireError, type JobwireError } from "../errors.ts";
import type { Http } from "./http.ts";

/** One request with a JSON body, if any. */
export interface JsonRequest {
  /** The method in upper case. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the client's base URL, such as `/api/jobs`; its parts are encoded already. */
  readonly path: string;
  /** The value to send as JSON. Default: no body. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
}

/**
 * Sends a request once and reads the response by `decode`, as {@link decodeJson} makes one. A status that is no success fails with
 * the error that the client's `describe` makes. `label` begins messages.
 */
export const askJson = <A>(
  http: Http,
  label: string,
  { method, path, body, contentType = "application/json" }: JsonRequest,
  decode: (label: string, text: string) => Effect.Effect<A, BadResponse>,
): Effect.Effect<A, JobwireError> =>
  Effect.suspend(() => {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": contentType } };
    return http.send(new Request(`${http.baseUrl}${path}`, { method, ...content }));
  }).pipe(
    Effect.flatMap((response) =>
      Effect.tryPromise({
        try: () => response.text(),
        catch: (cause) =>
          isJobwireError(cause)
            ? cause
            : new BadResponse({ message: `${label}: the response could not be read`, reason: "unknown", cause }),
      }),
    ),
    Effect.flatMap((text) => decode(label, text)),
  );
