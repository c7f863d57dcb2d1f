/**
 * The longest piece, in bytes or UTF-16 units. V8 keeps longer strings than 128 KiB in its space for large objects, where decoding
 * takes 15 times as long.
 */
export const maxPieceLength: number = 64 * 1024;
/** Shorter pieces cost more than the memory that they save. */
const minPieceLength = 32 * 1024;

/** The length of a piece, when this many UTF-16 units may wait for the consumer: many tails need less memory with shorter pieces. */
export const pieceLengthFor = (waitingUnits: number): number =>
  Math.max(minPieceLength, Math.min(maxPieceLength, Math.floor(waitingUnits / 2)));

/** Consecutive text messages of a live source, as strings or as valid UTF-8. */
export type Frames = { readonly frames: ReadonlyArray<string> } | { readonly encoded: ReadonlyArray<Uint8Array> };

const newline = 10;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
/** Collects the bytes of one piece. Used only within one call. */
const block = new Uint8Array(maxPieceLength);

/** True where a piece may begin: not within a character, and not with a newline. */
const isBoundary = (byte: number | undefined): boolean =>
  byte !== newline && ((byte as number) & 0b1100_0000) !== 0b1000_0000;

/**
 * Joins frames to pieces, each of at most a given length or of one frame, one after the other: text that waits costs more
 * memory than bytes that wait. A frame that begins with a newline is a piece of its own: only there the tail must know its bounds.
 * A long frame in UTF-8 becomes several pieces, none of which begins with a newline of its middle. Leaves out empty frames.
 */
export class FramePieces {
  readonly #strings: ReadonlyArray<string>;
  readonly #encoded: ReadonlyArray<Uint8Array>;
  readonly #alone: boolean;
  readonly #length: number;
  #at = 0;
  /** The position in a long frame. */
  #within = 0;

  /** @param alone each frame becomes a piece of its own; @param length of a piece, at most {@link maxPieceLength} */
  constructor(message: Frames, alone: boolean, length: number = maxPieceLength) {
    this.#strings = "frames" in message ? message.frames : [];
    this.#encoded = "encoded" in message ? message.encoded : [];
    this.#alone = alone;
    this.#length = length;
  }

  /** The next piece; undefined at the end. Never empty. */
  next(): string | undefined {
    return this.#at < this.#strings.length ? this.#nextJoined() : this.#nextDecoded();
  }

  #nextJoined(): string | undefined {
    const frames = this.#strings;
    while (this.#at < frames.length && frames[this.#at] === "") this.#at++;
    const from = this.#at;
    const alone = this.#alone || frames[from]?.charCodeAt(0) === newline;
    let units = 0;
    for (; this.#at < frames.length; this.#at++) {
      const frame = frames[this.#at] as string;
      const begins = alone || units + frame.length > this.#length || frame.charCodeAt(0) === newline;
      if (units > 0 && begins && frame !== "") break;
      units += frame.length;
    }
    if (units === 0) return undefined;
    return this.#at - from === 1 ? frames[from] : frames.slice(from, this.#at).join("");
  }

  #nextDecoded(): string | undefined {
    const frames = this.#encoded;
    let length = 0;
    for (; this.#at < frames.length; this.#at++) {
      const frame = frames[this.#at] as Uint8Array;
      if (frame.length === 0) continue;
      const alone = this.#alone || block[0] === newline;
      const begins = alone || length + frame.length > this.#length || frame[0] === newline;
      if (length > 0 && begins) break;
      if (frame.length > this.#length) return this.#nextOfLong(frame);
      block.set(frame, length);
      length += frame.length;
    }
    return length === 0 ? undefined : utf8.decode(block.subarray(0, length));
  }

  #nextOfLong(frame: Uint8Array): string {
    const from = this.#within;
    let to = this.#alone ? frame.length : Math.min(frame.length, from + this.#length);
    while (to < frame.length && !isBoundary(frame[to])) to++;
    this.#within = to < frame.length ? to : 0;
    if (this.#within === 0) this.#at++;
    return utf8.decode(frame.subarray(from, to));
  }
}
