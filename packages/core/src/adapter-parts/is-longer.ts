/** Whether a message is longer than this many bytes, text as UTF-8; text is only encoded when that decides. */
export const isLonger = (frame: string | Uint8Array, bytes: number): boolean =>
  frame.length > bytes ||
  (typeof frame === "string" && frame.length * 3 > bytes && new TextEncoder().encode(frame).byteLength > bytes);
