/**
 * A position in a log. Plain JSON: store it, and pass it to `from` to continue exactly there, also in another process.
 *
 * It has two coordinates because no Ray endpoint has a byte offset (Ray 2.60): the log file endpoint counts raw lines, the socket's
 * text can only be counted in characters, and the two treat `\r` differently. See docs/internals/position.md.
 */
export interface TailPosition {
  /** The version of this format. `from` refuses others with `InvalidRequest`. */
  readonly version: 1;
  /** Lines yielded since the start of the log (or since the line that `tail: N` began with). */
  readonly lines: number;
  /** UTF-16 units of the log before this position that are not newlines. */
  readonly units: number;
  /** Newlines since the last of those units. */
  readonly newlines: number;
  /**
   * The last raw line start at or before this position whose offset in the log file is known. Null after `tail: N` on a finished
   * job, whose earlier lines were never read: a tail cannot continue from such a position.
   */
  readonly anchor: TailAnchor | null;
}

/** A raw line start of the log file whose position is known in both coordinates. */
export interface TailAnchor {
  /** Bytes of the file before it. */
  readonly bytes: number;
  /** Raw `\n` bytes of the file before it. */
  readonly rawLines: number;
  /** Like {@link TailPosition.units}, at the anchor. */
  readonly units: number;
  /** Like {@link TailPosition.newlines}, at the anchor. */
  readonly newlines: number;
  /** Fingerprint of the file's first bytes: shows whether it is still the same file. */
  readonly head: Fingerprint;
  /** Fingerprint of the bytes just before the anchor. */
  readonly tail: Fingerprint;
}

/** Identifies a run of bytes by length and hash. */
export interface Fingerprint {
  /** The number of bytes. */
  readonly bytes: number;
  /** 64 bits in hex. */
  readonly hash: string;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isFingerprint = (value: unknown): boolean => {
  const print = value as Fingerprint | null | undefined;
  return typeof print === "object" && print !== null && isCount(print.bytes) && typeof print.hash === "string";
};

/** Whether a value of any origin has the shape of a position of this version. */
export const isPosition = (value: unknown): value is TailPosition => {
  if (typeof value !== "object" || value === null) return false;
  const { version, lines, units, newlines, anchor } = value as TailPosition;
  if (version !== 1 || !isCount(lines) || !isCount(units) || !isCount(newlines)) return false;
  if (anchor === null) return true;
  if (typeof anchor !== "object") return false;
  const counts = [anchor.bytes, anchor.rawLines, anchor.units, anchor.newlines];
  return counts.every(isCount) && isFingerprint(anchor.head) && isFingerprint(anchor.tail);
};
