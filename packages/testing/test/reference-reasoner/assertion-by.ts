import { createHash, type KeyObject, sign } from "node:crypto";

/** `SHA256:` and the hash of a public key, as Snowflake shows it for a user. */
export const fingerprint = (key: KeyObject): string => {
  const spki = key.export({ type: "spki", format: "der" });
  return `SHA256:${createHash("sha256").update(spki).digest("base64")}`;
};

/** An assertion for ACCT.BOB as recorded from the Python client, except for the changes in `claims` and `header`. */
export const assertionBy = (
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  nowMs: number,
  claims: object = {},
  header: object = {},
): string => {
  const issued = Math.floor(nowMs / 1000);
  const usual = { iss: `ACCT.BOB.${fingerprint(keys.publicKey)}`, sub: "ACCT.BOB", iat: issued, exp: issued + 60 };
  const text = [
    { alg: "RS256", typ: "JWT", ...header },
    { ...usual, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), keys.privateKey).toString("base64url")}`;
};
