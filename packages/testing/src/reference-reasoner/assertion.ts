import { createHash, type KeyObject, verify } from "node:crypto";

/** Why an assertion is refused, as the text of a response; undefined when it is valid. */
export type AssertionProblem = string | undefined;

interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
}

/** At most one hour counts, whatever `exp` is; clocks may differ by a minute. */
const maxLifeMs = 3_600_000;
const skewMs = 60_000;

/**
 * Checks a key-pair assertion as Snowflake documents it: RS256 by this key, `sub` = `ACCOUNT.USER` in upper case, `iss` the
 * same with the key's fingerprint, not expired.
 */
export function assertionProblem(assertion: string, publicKey: KeyObject, now: number): AssertionProblem {
  const [head = "", body = "", signature = "", ...more] = assertion.split(".");
  const header = parsed(head) as { readonly alg?: unknown } | undefined;
  const claims = parsed(body) as Claims | undefined;
  if (header === undefined || claims === undefined || more.length > 0) return "the assertion is not a JWT";
  if (header.alg !== "RS256") return `the assertion is signed with ${String(header.alg)}, not with RS256`;
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, "base64url")))
    return "the assertion is not signed with the registered key";
  const { sub, iss } = claims;
  if (typeof sub !== "string" || !/^[A-Z0-9_-]+\.[^.a-z]+$/.test(sub)) return "sub is not ACCOUNT.USER in upper case";
  if (iss !== `${sub}.${fingerprintOf(publicKey)}`) return "iss is not sub with the fingerprint of the registered key";
  const [issued, expires] = [milliseconds(claims.iat), milliseconds(claims.exp)];
  if (issued === undefined || expires === undefined) return "iat or exp is missing";
  if (issued > now + skewMs) return "the assertion was issued in the future";
  if (Math.min(expires, issued + maxLifeMs) <= now) return "the assertion has expired";
  return undefined;
}

/** `SHA256:` and the hash of the key's SPKI form, as Snowflake shows it for a user. */
function fingerprintOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: "spki", format: "der" });
  return `SHA256:${createHash("sha256").update(spki).digest("base64")}`;
}

/** Accepts both seconds and milliseconds. */
function milliseconds(time: unknown): number | undefined {
  if (typeof time !== "number" || !Number.isFinite(time)) return undefined;
  return time >= 1e11 ? time : time * 1000;
}

function parsed(part: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
