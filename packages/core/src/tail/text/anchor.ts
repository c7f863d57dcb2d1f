import type { Coordinate } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";

/** The start of a raw line of the log file, with fingerprints that show whether the file is still the one that the tail read. */
export interface FileAnchor {
  /** Bytes of the file before it. */
  readonly bytes: number;
  /** Raw `\n` bytes of the file before it. */
  readonly rawLines: number;
  /** The file's first bytes, at most 4 KiB; fewer while the tail has read fewer. */
  readonly head: Known;
  /** The bytes just before it, at most 4 KiB. */
  readonly tail: Known;
}

/** An anchor whose position in the normalised text is known as well. */
export interface Anchor extends Coordinate, Omit<FileAnchor, "head"> {}
