import type { Coordinate } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";

/** The start of a raw line of the log file, with fingerprints that show whether the file still is the one that was read. */
export interface FileAnchor {
  /** Bytes of the file before it. */
  readonly bytes: number;
  /** Raw `\n` bytes of the file before it. */
  readonly rawLines: number;
  /** The file's first bytes, at most 4 KiB; fewer than 4 KiB while only fewer were read. */
  readonly head: Known;
  /** The bytes just before it, at most 4 KiB. */
  readonly tail: Known;
}

/** An anchor whose position in the normalised text is known as well. */
export interface Anchor extends Coordinate, Omit<FileAnchor, "head"> {}
