import type { Fingerprint } from "../position.ts";

/** How many bytes of a log's start, and before an anchor, identify a log and a position. */
export const fingerprintBytes = 4096;

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

/** A 64-bit hash (two multiplied 32-bit lanes, well mixed; not cryptographic: the log is not an attacker of its own tail). */
export const hashBytes = (bytes: Uint8Array): string => {
  let a = 0xdeadbeef ^ bytes.length;
  let b = 0x41c6ce57 ^ bytes.length;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    a = Math.imul(a ^ byte, 0x9e3779b1);
    b = Math.imul(b ^ byte, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return hex(b) + hex(a);
};

/** Known bytes, or only their fingerprint (from a stored position). */
export type Known =
  | {
      /** The bytes themselves. */
      readonly bytes: Uint8Array;
    }
  | {
      /** Only their length and hash. */
      readonly print: Fingerprint;
    };

/** How many bytes are known. */
export const knownLength = (known: Known): number => ("bytes" in known ? known.bytes.length : known.print.bytes);

/** The fingerprint of the known bytes. */
export const printOf = (known: Known): Fingerprint =>
  "bytes" in known ? { bytes: known.bytes.length, hash: hashBytes(known.bytes) } : known.print;

/** True when these bytes are exactly the known ones. */
export const matches = (known: Known, bytes: Uint8Array): boolean => {
  if (bytes.length !== knownLength(known)) return false;
  if (!("bytes" in known)) return hashBytes(bytes) === known.print.hash;
  return bytes.every((byte, at) => byte === known.bytes[at]);
};

/** True when the bytes begin with the known ones, or are too few to show that they do not. */
export const beginsWith = (bytes: Uint8Array, known: Known): boolean => {
  const length = knownLength(known);
  return bytes.length < length || matches(known, bytes.subarray(0, length));
};

/** No bytes are known yet. */
export const nothingKnown: Known = { bytes: new Uint8Array(0) };

/** The last `limit` bytes of two runs together, as a copy that keeps neither run in memory. */
export const lastBytes = (before: Uint8Array, after: Uint8Array, limit: number): Uint8Array => {
  if (after.length >= limit) return after.slice(after.length - limit);
  const kept = before.subarray(Math.max(0, before.length - (limit - after.length)));
  const joined = new Uint8Array(kept.length + after.length);
  joined.set(kept);
  joined.set(after, kept.length);
  return joined;
};
