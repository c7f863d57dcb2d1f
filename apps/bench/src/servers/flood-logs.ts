import type { FloodShape } from "./flood-id.ts";
import { floodText } from "./flood-text.ts";

/** A cache of encoded logs: one for each shape, made for the largest size that a job named; smaller logs are its beginning. */
export const makeLogCache = <Encoded>(
  encode: (text: Buffer, shape: FloodShape) => Encoded,
): ((shape: FloodShape, size: number) => { readonly text: Buffer; readonly encoded: Encoded }) => {
  const made = new Map<FloodShape, { size: number; text: Buffer; encoded: Encoded }>();
  return (shape, size) => {
    const known = made.get(shape);
    // One long line ends where its size says, so no other size shares it.
    if (known !== undefined && (shape === "long" ? known.size === size : known.size >= size)) return known;
    const text = floodText(shape, size);
    const entry = { size, text, encoded: encode(text, shape) };
    made.set(shape, entry);
    return entry;
  };
};
