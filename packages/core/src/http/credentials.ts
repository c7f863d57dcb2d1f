import { Effect, Redacted } from "effect";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { BaseUrl } from "./base-url.ts";
import { checkHeaders, checkHeaderValue } from "./header-rules.ts";
import { sourceProvider } from "./source-provider.ts";
import type { TokenProvider } from "./token-provider.ts";
import type { TokenSource } from "./token-source.ts";

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
  /** Whether there is anything to send at all. */
  readonly any: boolean;
}

/** Configured headers that say what a client is or wants; every other one counts as a secret. */
const noSecrets = new Set(["accept", "accept-language", "cache-control", "content-type", "pragma", "user-agent"]);

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

/** Throws `InvalidRequest` (reason `local`) when a secret would be readable on the way there and that was not allowed. */
export const checkSecretWay = (base: BaseUrl, allowInsecureToken: boolean | undefined): void => {
  if (base.secure || base.loopback || allowInsecureToken === true) return;
  throw local(
    `a token or headers would be readable on the way to ${base.origin}: use https://, or set allowInsecureToken if the network is trusted`,
  );
};

/**
 * Checks the credentials once, so that a client that cannot work is never made, and makes each known to the redactor before it
 * is sent. Throws `InvalidRequest` (reason `local`).
 */
export const makeCredentials = (
  base: BaseUrl,
  options: {
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly token?: TokenSource | TokenProvider | undefined;
    readonly tokenHeader?: string | undefined;
    readonly tokenValue?: ((token: string) => string) | undefined;
    readonly allowInsecureToken?: boolean | undefined;
  },
  redactor: Redactor,
): Credentials => {
  const fixed = checkHeaders(options.headers ?? {});
  const tokenHeader = (options.tokenHeader ?? "authorization").toLowerCase();
  const token = options.token;
  const any = token !== undefined || Object.keys(fixed).length > 0;
  if (any) checkSecretWay(base, options.allowInsecureToken);
  if (token !== undefined && tokenHeader in fixed) {
    throw local(
      `both token and headers set ${tokenHeader}; when a proxy owns authorization, set tokenHeader to x-ray-authorization`,
    );
  }
  for (const [name, value] of Object.entries(fixed)) if (!noSecrets.has(name)) redactor.addHeader(value);
  const remember = (value: string): string => {
    checkHeaderValue("the token", value);
    if (value.trim() === "") throw local("the token is empty");
    redactor.addToken(value);
    return value;
  };
  const headerValue = options.tokenValue ?? ((value: string) => `Bearer ${value}`);
  const withToken = (value: string): RequestCredentials["headers"] => ({
    ...fixed,
    [tokenHeader]: headerValue(remember(value)),
  });
  const next = nextCredentials(token, fixed, withToken);
  return { any, next };
};

/** How the headers of each request come about, by the kind of token there is. */
const nextCredentials = (
  token: TokenSource | TokenProvider | undefined,
  fixed: RequestCredentials["headers"],
  withToken: (value: string) => RequestCredentials["headers"],
): Credentials["next"] => {
  if (token === undefined) return Effect.succeed({ headers: fixed, renewed: Effect.undefined });
  if (typeof token === "string" || Redacted.isRedacted(token)) {
    return Effect.succeed({
      headers: withToken(typeof token === "string" ? token : Redacted.value(token)),
      renewed: Effect.undefined,
    });
  }
  const provider = typeof token === "function" ? sourceProvider(token) : token;
  const current = Effect.flatMap(provider.token, (value) =>
    Effect.try({
      try: () => ({ value, headers: withToken(Redacted.value(value)) }),
      catch: (cause) => cause as InvalidRequest,
    }),
  );
  return Effect.map(current, (first) => ({
    headers: first.headers,
    renewed: Effect.flatMap(provider.renew(first.value), (another) =>
      another ? Effect.map(current, ({ headers }) => ({ headers, renewed: Effect.undefined })) : Effect.undefined,
    ),
  }));
};
