/**
 * Where a tail stands in a log. Plain JSON: keep it, and give it to `from` to go on exactly there, in another process if need be.
 *
 * Two coordinates are kept because no Ray endpoint has a byte offset (Ray 2.60): the log file answers count raw lines,
 * the socket's text counts characters, and the two differ in what `\r` means.
 */
export interface TailPosition {
  readonly version: 1;
  /** Lines yielded since the start of the log (or since the line that `tail: N` began with). */
  readonly lines: number;
  /** UTF-16 units of the log before this position that are not newlines. */
  readonly units: number;
  /** Newlines since the last of those units. */
  readonly newlines: number;
  /** The last place at or before this position whose offset in the log file is known, always at the start of a raw line.
   * Null after `tail: N` on a finished job, whose earlier lines were never read: such a position cannot be given to `from`. */
  readonly anchor: TailAnchor | null;
}

/** A raw line start of the log file whose place is known in both coordinates. */
export interface TailAnchor {
  /** Bytes of the file before it. */
  readonly bytes: number;
  /** Raw `\n` bytes of the file before it. */
  readonly rawLines: number;
  /** As {@link TailPosition.units}, at the anchor. */
  readonly units: number;
  /** As {@link TailPosition.newlines}, at the anchor. */
  readonly newlines: number;
  /** Fingerprint of the file's first bytes; tells whether it is still the same file. */
  readonly head: Fingerprint;
  /** Fingerprint of the bytes just before the anchor. */
  readonly tail: Fingerprint;
}

/** A run of bytes, told apart by length and hash. */
export interface Fingerprint {
  readonly bytes: number;
  /** 64 bits in hex. */
  readonly hash: string;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isFingerprint = (value: unknown): boolean => {
  const print = value as Fingerprint | null | undefined;
  return typeof print === "object" && print !== null && isCount(print.bytes) && typeof print.hash === "string";
};

/** Whether a value that may have come from anywhere has the shape of a position of this version. */
export const isPosition = (value: unknown): value is TailPosition => {
  if (typeof value !== "object" || value === null) return false;
  const { version, lines, units, newlines, anchor } = value as TailPosition;
  if (version !== 1 || !isCount(lines) || !isCount(units) || !isCount(newlines)) return false;
  if (anchor === null) return true;
  if (typeof anchor !== "object") return false;
  const counts = [anchor.bytes, anchor.rawLines, anchor.units, anchor.newlines];
  return counts.every(isCount) && isFingerprint(anchor.head) && isFingerprint(anchor.tail);
};
