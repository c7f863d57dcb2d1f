import * as Effect from "effect/Effect";
import * as Redacted from "effect/Redacted";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { BaseUrl } from "./base-url.ts";
import { checkHeaders, checkHeaderValue } from "./header-rules.ts";
import type { Secret } from "./secret-text.ts";
import { isHiddenSecret, secretValue } from "./secret-value.ts";
import { sourceProvider } from "./source-provider.ts";
import type { TokenProvider } from "./token-provider.ts";
import type { TokenSource } from "./token-source.ts";

/** The credentials of one request. */
export interface RequestCredentials {
  /** The configured headers and the token's header. */
  readonly headers: Readonly<Record<string, string>>;
  /** After the server refused these: other credentials to try, or undefined when the client has no others. */
  readonly renewed: Effect.Effect<RequestCredentials | undefined, JobwireError>;
}

/** The credentials that a client sends with every request to its origin. */
export interface Credentials {
  /** The credentials of the next request. */
  readonly next: Effect.Effect<RequestCredentials, JobwireError>;
  /** True when {@link Credentials.next} needs no wait: no function and no server makes the token. */
  readonly atOnce: boolean;
  /** True when the client has credentials at all. */
  readonly any: boolean;
}

/** Configured headers that are never secret; every other configured header counts as a secret. */
const noSecrets = new Set(["accept", "accept-language", "cache-control", "content-type", "pragma", "user-agent"]);

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

/**
 * Throws `InvalidRequest` (reason `local`) when a secret would cross a network in plain text and the options don't allow it.
 */
export const checkSecretTransport = (base: BaseUrl, allowInsecureToken: boolean | undefined): void => {
  if (base.secure || base.loopback || allowInsecureToken === true) return;
  throw local(
    `the token or headers would cross the network to ${base.origin} in plain text. Use https://, or set allowInsecureToken if you trust the network`,
  );
};

/**
 * Checks the credentials once, before the client exists, and registers each with the redactor before the client sends it.
 * Throws `InvalidRequest` (reason `local`).
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
  if (any) checkSecretTransport(base, options.allowInsecureToken);
  if (token !== undefined && tokenHeader in fixed) {
    throw local(
      `both token and headers set ${tokenHeader}. Set it once; if a proxy uses authorization, set tokenHeader to x-ray-authorization`,
    );
  }
  for (const [name, value] of Object.entries(fixed)) if (!noSecrets.has(name)) redactor.addHeader(value);
  const remember = (value: string): string => {
    checkHeaderValue("the token", value);
    if (value.trim() === "") throw local("the token is empty. Set a token, or leave the option out");
    redactor.addToken(value);
    return value;
  };
  const headerValue = options.tokenValue ?? ((value: string) => `Bearer ${value}`);
  const withToken = (value: string): RequestCredentials["headers"] => ({
    ...fixed,
    [tokenHeader]: headerValue(remember(value)),
  });
  const next = nextCredentials(token, fixed, withToken);
  const atOnce = token === undefined || isFixed(token);
  return { any, atOnce, next };
};

/** True for a token that no function and no server makes. */
const isFixed = (token: TokenSource | TokenProvider): token is Secret =>
  typeof token === "string" || isHiddenSecret(token);

/** Builds the headers of each request for the kind of token that the client has. */
const nextCredentials = (
  token: TokenSource | TokenProvider | undefined,
  fixed: RequestCredentials["headers"],
  withToken: (value: string) => RequestCredentials["headers"],
): Credentials["next"] => {
  if (token === undefined) return Effect.succeed({ headers: fixed, renewed: Effect.undefined });
  if (isFixed(token)) {
    return Effect.succeed({
      headers: withToken(secretValue(token)),
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
  const credentialsOf = (
    { value, headers }: { readonly value: Redacted.Redacted<string>; readonly headers: RequestCredentials["headers"] },
    renewals: number,
  ): RequestCredentials => ({
    headers,
    renewed:
      renewals === 0
        ? Effect.undefined
        : Effect.flatMap(provider.renew(value), (another) =>
            another ? Effect.map(current, (other) => credentialsOf(other, renewals - 1)) : Effect.undefined,
          ),
  });
  return Effect.map(current, (first) => credentialsOf(first, provider.renewals ?? 1));
};
