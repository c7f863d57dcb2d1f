/** A large log of numbered lines of equal length, so that bytes and lines convert into each other. */
export interface EqualLines {
  /** Bytes of a line, its newline included. */
  readonly lineBytes: number;
  readonly count: number;
  readonly lineOf: (n: number) => string;
  readonly log: () => Uint8Array;
}

/** Defines a log of `count` lines of `lineBytes` bytes. */
export const equalLines = (lineBytes: number, count: number): EqualLines => {
  const fill = "x".repeat(lineBytes - 9);
  const lineOf = (n: number): string => `${String(n).padStart(7, "0")} ${fill}`;
  return {
    lineBytes,
    count,
    lineOf,
    log: () => {
      const log = new Uint8Array(lineBytes * count);
      const encoder = new TextEncoder();
      for (let n = 0; n < count; n++) encoder.encodeInto(`${lineOf(n)}\n`, log.subarray(n * lineBytes));
      return log;
    },
  };
};
