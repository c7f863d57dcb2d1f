import * as Effect from "effect/Effect";
import { type Adapter, isAdapterFault } from "../adapter.ts";
import { causeText } from "./cause-text.ts";

/** A server that speaks TLS presents its certificate within this many milliseconds. */
const withinMs = 3_000;

/** Words about a server's certificate, or of its alert about the client's; no failure of a server without TLS contains them. */
const certificateWords = /cert|issuer|self.?signed|altname|unable_to|alert/i;

/**
 * True when the server at a plain http origin speaks TLS. Requests the root path over https, without credentials; a response
 * and an untrusted certificate both prove it.
 */
export const speaksTls = (
  adapter: Adapter,
  origin: string,
  headers: Readonly<Record<string, string>>,
): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    const controller = new AbortController();
    return Effect.tryPromise({
      try: () =>
        adapter.request({
          url: `${origin.replace(/^http/, "https")}/`,
          method: "GET",
          headers,
          signal: controller.signal,
        }),
      catch: (cause) => cause,
    }).pipe(
      Effect.match({
        onSuccess: () => true,
        onFailure: (cause) =>
          isAdapterFault(cause) && cause.reason === "tls" && certificateWords.test(causeText(cause)),
      }),
      Effect.timeoutOrElse({ duration: withinMs, orElse: () => Effect.succeed(false) }),
      // Ends the request or the connection of its response.
      Effect.ensuring(Effect.sync(() => controller.abort())),
    );
  });
