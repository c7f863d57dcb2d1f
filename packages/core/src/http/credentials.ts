import { Effect, Redacted } from "effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { BaseUrl } from "./base-url.ts";
import { checkHeaders, checkHeaderValue } from "./header-rules.ts";

/** A token, or a function that gives one for each request. */
export type TokenSource = string | Redacted.Redacted<string> | (() => string | Promise<string>);

/** What a client sends with every request to its origin. */
export interface Credentials {
  /** The headers of the next request, the token included. */
  readonly headers: Effect.Effect<Readonly<Record<string, string>>, JobwireError>;
  /** The text without any secret that was ever sent: a server may echo what it got. */
  readonly scrub: (text: string) => string;
  /** Whether there is anything to send at all. */
  readonly any: boolean;
}

/** Shorter secrets are not looked for: replacing every `prod` of a text would spoil it and hide nothing. */
const shortest = { token: 4, header: 8 };

/** Tokens that a function gave are remembered for {@link Credentials.scrub}; older ones have long expired. */
const remembered = 16;

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

/** Checks the credentials once, so that a client that cannot work is never made. Throws `InvalidRequest` (reason `local`). */
export const makeCredentials = (
  base: BaseUrl,
  options: {
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly token?: TokenSource | undefined;
    readonly tokenHeader?: string | undefined;
    readonly allowInsecureToken?: boolean | undefined;
  },
): Credentials => {
  const fixed = checkHeaders(options.headers ?? {});
  const tokenHeader = (options.tokenHeader ?? "authorization").toLowerCase();
  const token = options.token;
  const any = token !== undefined || Object.keys(fixed).length > 0;
  if (any && !base.secure && !base.loopback && options.allowInsecureToken !== true) {
    throw local(
      `a token or headers would be readable on the way to ${base.origin}: use https://, or set allowInsecureToken if the network is trusted`,
    );
  }
  if (token !== undefined && tokenHeader in fixed) {
    throw local(
      `both token and headers set ${tokenHeader}; when a proxy owns authorization, set tokenHeader to x-ray-authorization`,
    );
  }
  // Also the words of a value: a server that read `Bearer x` may echo only `x`.
  const fixedSecrets = new Set(
    Object.values(fixed)
      .flatMap((value) => [value, ...value.split(/\s+/)])
      .filter((text) => text.length >= shortest.header),
  );
  const tokens = new Set<string>();
  const remember = (value: string): string => {
    checkHeaderValue("the token", value);
    if (value.trim() === "") throw local("the token is empty");
    if (value.length >= shortest.token) {
      tokens.delete(value);
      tokens.add(value);
    }
    for (const oldest of tokens) {
      if (tokens.size <= remembered) break;
      tokens.delete(oldest);
    }
    return value;
  };
  const withToken = (value: string): Readonly<Record<string, string>> => ({
    ...fixed,
    [tokenHeader]: `Bearer ${remember(value)}`,
  });
  const headers: Credentials["headers"] =
    token === undefined
      ? Effect.succeed(fixed)
      : typeof token === "function"
        ? Effect.tryPromise({
            try: async () => withToken(await token()),
            // The function's own words may hold the token: they stay in the cause, out of the message.
            catch: (cause) => (isJobwireError(cause) ? cause : local("the token function failed; see cause", cause)),
          })
        : Effect.succeed(withToken(Redacted.isRedacted(token) ? Redacted.value(token) : token));
  return {
    any,
    headers,
    scrub: (text) => {
      let clean = text;
      for (const secret of [...fixedSecrets, ...tokens]) {
        for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
          if (clean.includes(form)) clean = clean.replaceAll(form, "<redacted>");
        }
      }
      return clean;
    },
  };
};
