import { Effect } from "effect";
import { type Adapter, isAdapterFault } from "../adapter.ts";

/** Milliseconds in which a server that speaks TLS has shown its certificate. */
const withinMs = 3_000;

/** Words of a server's certificate, or of its answer to ours; a server without TLS leads to none of these. */
const ofCertificates = /cert|issuer|self.?signed|altname|unable_to|alert/i;

/** The texts and codes of a failure and of what caused it. */
const wordsOf = (cause: unknown): string => {
  const words: Array<string> = [];
  for (let link = cause, depth = 0; link instanceof Error && depth < 6; link = link.cause, depth++) {
    const { code } = link as { readonly code?: unknown };
    words.push(link.message, typeof code === "string" ? code : "");
  }
  return words.join(" ");
};

/**
 * Whether what listens at a plain http origin speaks TLS. It is asked for its root by https, without credentials; a response and
 * a certificate that nobody vouches for both say so.
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
        onFailure: (cause) => isAdapterFault(cause) && cause.reason === "tls" && ofCertificates.test(wordsOf(cause)),
      }),
      Effect.timeoutOrElse({ duration: withinMs, orElse: () => Effect.succeed(false) }),
      // Ends the request, or the connection of its response.
      Effect.ensuring(Effect.sync(() => controller.abort())),
    );
  });
