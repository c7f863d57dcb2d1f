import type { TokenSource } from "../http/credentials.ts";
import type { AccessTokenCredentials, KeyPairCredentials, TokenCredentials } from "./options.ts";

/** A token that is ready to be sent (OAuth unless `type` says otherwise), or a function that gives one. */
export const token = (source: TokenSource, type?: TokenCredentials["type"]): TokenCredentials => ({
  kind: "token",
  token: source,
  type,
});

/** A programmatic access token, or a function that gives one. */
export const programmaticAccessToken = (source: TokenSource): AccessTokenCredentials => ({
  kind: "programmatic-access-token",
  token: source,
});

/** An RSA key pair registered for the user; the key is unencrypted PKCS#8 PEM. */
export const keyPair = (pair: Omit<KeyPairCredentials, "kind">): KeyPairCredentials => ({ kind: "key-pair", ...pair });
