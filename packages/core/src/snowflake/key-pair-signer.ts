import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Redacted from "effect/Redacted";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { Secret } from "../http/secret-text.ts";
import { secretValue } from "../http/secret-value.ts";
import { readPkcs8 } from "./private-key.ts";

/** Signs assertions of one user of one account. */
export interface KeyPairSigner {
  /**
   * A JWT that is valid for `lifeMs` from now; Snowflake accepts at most an hour. Fails with `InvalidRequest` when the key is
   * not an RSA key.
   */
  readonly sign: (lifeMs: number) => Effect.Effect<Redacted.Redacted<string>, JobwireError>;
}

const rs256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const base64url = (text: string): string =>
  text
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/={0,2}$/, "");
/** Encodes one part of a JWT as UTF-8, since user names may contain any letter. */
const part = (value: unknown): string =>
  base64url(base64(new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer));

interface Keys {
  readonly key: CryptoKey;
  /** `SHA256:` and the base64 of the SHA-256 of the public key (SPKI, DER). */
  readonly fingerprint: string;
}

const importKeys = async (der: Uint8Array<ArrayBuffer>): Promise<Keys> => {
  const { subtle } = crypto;
  const exportable = await subtle.importKey("pkcs8", der, rs256, true, ["sign"]);
  // WebCrypto derives a public key from a private one only through the numbers that both share.
  const { n = "", e = "" } = await subtle.exportKey("jwk", exportable);
  const publicKey = await subtle.importKey("jwk", { kty: "RSA", n, e }, rs256, true, ["verify"]);
  const spki = await subtle.exportKey("spki", publicKey);
  return {
    key: await subtle.importKey("pkcs8", der, rs256, false, ["sign"]),
    fingerprint: `SHA256:${base64(await subtle.digest("SHA-256", spki))}`,
  };
};

/**
 * A signer for a PKCS#8 PEM. Throws `InvalidRequest` (reason `local`) for an unreadable PEM and for a runtime without WebCrypto
 * (a page that was not loaded over https). RS256 is one call of the platform, so no token library is needed.
 */
export const makeKeyPairSigner = (account: string, user: string, privateKey: Secret): KeyPairSigner => {
  if (typeof user !== "string" || user.trim() === "") {
    throw new InvalidRequest({ message: "the key pair has no user name. Set the user option", reason: "local" });
  }
  if ((globalThis.crypto as Partial<Crypto> | undefined)?.subtle === undefined) {
    throw new InvalidRequest({
      message: "this runtime has no WebCrypto here, which signing needs. Load the page over https",
      reason: "local",
    });
  }
  const der = readPkcs8(secretValue(privateKey));
  const subject = `${account}.${user.trim().toUpperCase()}`;
  let importing: Promise<Keys> | undefined;
  return {
    sign: (lifeMs) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.tryPromise({
          try: async () => {
            importing ??= importKeys(der);
            const { key, fingerprint } = await importing;
            const issued = Math.floor(now / 1000);
            const claims = {
              iss: `${subject}.${fingerprint}`,
              sub: subject,
              iat: issued,
              exp: issued + Math.floor(lifeMs / 1000),
            };
            const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
            const signature = await crypto.subtle.sign(rs256.name, key, new TextEncoder().encode(signed));
            return Redacted.make(`${signed}.${base64url(base64(signature))}`, { label: "assertion" });
          },
          catch: (cause) =>
            isJobwireError(cause)
              ? cause
              : new InvalidRequest({
                  message: "the private key cannot sign with RS256. Use an RSA key (2048 bits or more) in PKCS#8",
                  reason: "local",
                }),
        }),
      ),
  };
};
