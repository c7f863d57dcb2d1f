/** True when a message is longer than this many bytes, text as UTF-8; encodes text only when its length is inconclusive. */
export const isLonger = (frame: string | Uint8Array, bytes: number): boolean =>
  frame.length > bytes ||
  (typeof frame === "string" && frame.length * 3 > bytes && new TextEncoder().encode(frame).byteLength > bytes);
