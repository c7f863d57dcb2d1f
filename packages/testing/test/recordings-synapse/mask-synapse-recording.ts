import { RecordingMask } from "../recordings/mask-recording.ts";

/** Differs at every run: the address of an object in the text of a Python value. */
const objectAddress = /\b0x[0-9a-f]{6,}\b/g;

/** A header as the recorder kept it: a pair of name and value. */
const isKeyHeader = (value: ReadonlyArray<unknown>): boolean =>
  value.length === 2 && typeof value[0] === "string" && value[0].toLowerCase() === "sec-websocket-key";

const withoutChance = (value: unknown): unknown => {
  if (typeof value === "string") return value.replace(objectAddress, "<address>");
  if (Array.isArray(value)) return isKeyHeader(value) ? [value[0], "<random>"] : value.map(withoutChance);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutChance(item)]));
};

/**
 * Removes from a recording of the Synapse clients what belongs to the machine and the run. Masking twice has the same result as
 * masking once. The tokens in it (`agent-token`, `USERSECRET`, …) were made up for the recording and stay: tests look for them.
 */
export const maskSynapseRecording = (value: unknown, mask: RecordingMask = new RecordingMask()): unknown =>
  withoutChance(mask.mask(value));
