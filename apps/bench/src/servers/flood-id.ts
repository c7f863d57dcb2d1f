/**
 * The log of a flooded job. `lines`: numbered lines of 80 bytes, 10 in a frame. `tiny`: the same lines in frames of 4 bytes. `empty`:
 * empty lines, 10 in a frame. `long`: one line.
 */
export type FloodShape = "lines" | "tiny" | "empty" | "long";

/** The description of a flooded job, which its id carries. */
export interface FloodJob {
  readonly shape: FloodShape;
  /** Lines of the log; bytes of the one line of `long`, its newline included. */
  readonly size: number;
  /** Whether the job has ended from the beginning. Otherwise it runs until its flood is sent. */
  readonly finished: boolean;
}

const pattern = /^flood-(lines|tiny|empty|long)-(\d{1,10})-(live|done)-[0-9a-z]{1,30}$/;

/** Reads an id. Undefined for an id that names no flood. */
export const parseFloodId = (id: string): FloodJob | undefined => {
  const [, shape, size, state] = pattern.exec(id) ?? [];
  if (shape === undefined || size === undefined) return undefined;
  return { shape: shape as FloodShape, size: Number(size), finished: state === "done" };
};

let made = 0;

/** A new id; each names a job of its own. */
export const floodId = ({ shape, size, finished }: FloodJob): string =>
  `flood-${shape}-${size}-${finished ? "done" : "live"}-${process.pid.toString(36)}${(made++).toString(36)}`;
