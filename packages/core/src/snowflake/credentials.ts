import { Redacted } from "effect";
import type { TokenSource } from "../http/token-source.ts";
import type { AccessTokenCredentials, KeyPairCredentials, TokenCredentials } from "./options.ts";

/** Programs log credentials as values, so the secret parts print nothing of themselves. */
const hidden = <A>(secret: A | string, label: string): A | Redacted.Redacted<string> =>
  typeof secret === "string" ? Redacted.make(secret, { label }) : secret;

/** A token that is ready to send (OAuth unless `type` names another kind), or a function that returns one. */
export const token = (source: TokenSource, type?: TokenCredentials["type"]): TokenCredentials => ({
  kind: "token",
  token: hidden(source, "token"),
  type,
});

/** A programmatic access token, or a function that returns one. */
export const programmaticAccessToken = (source: TokenSource): AccessTokenCredentials => ({
  kind: "programmatic-access-token",
  token: hidden(source, "token"),
});

/** An RSA key pair that the user has registered; the key is unencrypted PKCS#8 PEM. */
export const keyPair = (pair: Omit<KeyPairCredentials, "kind">): KeyPairCredentials => ({
  kind: "key-pair",
  user: pair.user,
  privateKey: hidden(pair.privateKey, "private key"),
});
