const rs256 = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
};

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** A new RSA key pair: the private half as PKCS#8 PEM, the public one to check with. */
export interface RsaKey {
  readonly pem: string;
  readonly publicKey: CryptoKey;
  /** Base64 of the SHA-256 of the public key in SPKI DER. */
  readonly fingerprint: string;
}

/** Makes a key pair with WebCrypto, so it works on every runtime. */
export const makeRsaKey = async (): Promise<RsaKey> => {
  const pair = await crypto.subtle.generateKey(rs256, true, ["sign", "verify"]);
  const text = base64(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const lines = text.match(/.{1,64}/g) ?? [];
  return {
    pem: ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n"),
    publicKey: pair.publicKey,
    fingerprint: base64(await crypto.subtle.digest("SHA-256", await crypto.subtle.exportKey("spki", pair.publicKey))),
  };
};

const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

/** A JWT's header and claims, and whether the key signed it. */
export const readJwt = async (
  jwt: string,
  key: CryptoKey,
): Promise<{ readonly header: unknown; readonly claims: Record<string, unknown>; readonly valid: boolean }> => {
  const [header = "", claims = "", signature = ""] = jwt.split(".");
  const read = (part: string): unknown => JSON.parse(new TextDecoder().decode(fromBase64url(part)));
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return {
    header: read(header),
    claims: read(claims) as Record<string, unknown>,
    valid: await crypto.subtle.verify(rs256.name, key, fromBase64url(signature), signed),
  };
};
