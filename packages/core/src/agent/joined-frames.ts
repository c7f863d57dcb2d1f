/** Text is decoded in pieces of about this many bytes: engines keep longer strings in a slower part of their memory. */
export const pieceBytes: number = 64 * 1024;

/** Keeps the byte order mark, which is a character of the log. A fatal decoder would end a tail because of one byte. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** For all tails: it is full only within one call. */
let block: Uint8Array | undefined;

/** Consecutive frames as one text. */
export interface JoinedFrames {
  /** The frames' texts, with a newline between two; an invalid byte of a binary frame is U+FFFD. */
  readonly text: string;
  /** The number of frames. */
  readonly count: number;
}

/** The size of a frame with its newline, at least, in bytes. */
const sizeOf = (frame: string | Uint8Array): number => frame.length + 1;

/**
 * Joins frames from this index on, as many as are of one kind (text or binary) and fit into about 64 KiB; at least one. A frame that is
 * longer comes alone. Decoding them together gives the text of each: a newline ends an unfinished character.
 */
export const joinFrames = (frames: ReadonlyArray<string | Uint8Array>, from: number): JoinedFrames => {
  const first = frames[from];
  if (first === undefined) return { text: "", count: 0 };
  let to = from + 1;
  let bytes = sizeOf(first);
  for (; to < frames.length; to++) {
    const frame = frames[to] as string | Uint8Array;
    if (typeof frame !== typeof first || bytes + sizeOf(frame) > pieceBytes) break;
    bytes += sizeOf(frame);
  }
  const count = to - from;
  if (typeof first === "string") return { text: count === 1 ? first : frames.slice(from, to).join("\n"), count };
  if (count === 1) return { text: utf8.decode(first), count };
  block ??= new Uint8Array(pieceBytes);
  let at = 0;
  for (let index = from; index < to; index++) {
    const frame = frames[index] as Uint8Array;
    block.set(frame, at);
    at += frame.length;
    block[at++] = 10;
  }
  return { text: utf8.decode(block.subarray(0, at - 1)), count };
};
