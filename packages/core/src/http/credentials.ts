import { Effect, Redacted } from "effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { BaseUrl } from "./base-url.ts";
import { checkHeaders, checkHeaderValue } from "./header-rules.ts";
import type { TokenProvider } from "./token-provider.ts";

/** A token, or a function that gives one for each request. */
export type TokenSource = string | Redacted.Redacted<string> | (() => string | Promise<string>);

/** The credentials of one request. */
export interface RequestCredentials {
  /** The configured headers, the token included. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server answered 401 to them: other ones, if there are any. */
  readonly renewed: Effect.Effect<RequestCredentials | undefined, JobwireError>;
}

/** What a client sends with every request to its origin. */
export interface Credentials {
  /** What the next request carries. */
  readonly next: Effect.Effect<RequestCredentials, JobwireError>;
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
    readonly token?: TokenSource | TokenProvider | undefined;
    readonly tokenHeader?: string | undefined;
    readonly tokenValue?: ((token: string) => string) | undefined;
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
  const headerValue = options.tokenValue ?? ((value: string) => `Bearer ${value}`);
  const withToken = (value: string): RequestCredentials["headers"] => ({
    ...fixed,
    [tokenHeader]: headerValue(remember(value)),
  });
  const next = nextCredentials(token, fixed, withToken);
  return {
    any,
    next,
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

const isProvider = (token: TokenSource | TokenProvider): token is TokenProvider =>
  typeof token === "object" && !Redacted.isRedacted(token) && "renew" in token;

/** How the headers of each request come about, by the kind of token there is. */
const nextCredentials = (
  token: TokenSource | TokenProvider | undefined,
  fixed: RequestCredentials["headers"],
  withToken: (value: string) => RequestCredentials["headers"],
): Credentials["next"] => {
  if (token === undefined) return Effect.succeed({ headers: fixed, renewed: Effect.undefined });
  if (typeof token === "function") {
    const ask = Effect.tryPromise({
      try: async () => {
        const value = await token();
        return { value, headers: withToken(value) };
      },
      // The function's own words may hold the token: they stay in the cause, out of the message.
      catch: (cause) => (isJobwireError(cause) ? cause : local("the token function failed; see cause", cause)),
    });
    return Effect.map(ask, (first) => ({
      headers: first.headers,
      // A function that gives the refused token again has no other.
      renewed: Effect.map(ask, (second) =>
        second.value === first.value ? undefined : { headers: second.headers, renewed: Effect.undefined },
      ),
    }));
  }
  if (isProvider(token)) {
    const current = Effect.flatMap(token.token, (value) =>
      Effect.try({
        try: () => ({ value, headers: withToken(Redacted.value(value)) }),
        catch: (cause) => cause as InvalidRequest,
      }),
    );
    return Effect.map(current, (first) => ({
      headers: first.headers,
      renewed: Effect.flatMap(token.renew(first.value), (another) =>
        another ? Effect.map(current, ({ headers }) => ({ headers, renewed: Effect.undefined })) : Effect.undefined,
      ),
    }));
  }
  return Effect.succeed({
    headers: withToken(Redacted.isRedacted(token) ? Redacted.value(token) : token),
    renewed: Effect.undefined,
  });
};
