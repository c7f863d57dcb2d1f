import { hashLine, type LineHashes } from "./line-hashes.ts";

/**
 * The kind of the first difference between two logs: `gap` lines are missing, `repeat` lines came again, `order` lines came in
 * another order, `cut` a line came without its end (or as two), `changed` a line came with another text, `extra` lines came that
 * are nowhere earlier in the log, `early-end` the log ended at this point.
 */
export type DifferenceKind = "gap" | "repeat" | "order" | "cut" | "changed" | "extra" | "early-end";

/** How many lines must agree after a difference before the checker accepts an explanation. */
const window = 8;

const blank = hashLine("");

/** What is known about a difference besides the two logs. */
export interface DifferenceFacts {
  /** Line of the first difference, from 0. */
  readonly at: number;
  /** Whether the line that came is the beginning of the expected line. */
  readonly isPrefix: boolean;
  /** Lines of one log that the other lacks. */
  readonly missing: number;
  readonly extra: number;
}

/**
 * Names the first difference of two logs. Of several explanations it picks the one that involves the fewest lines; a log that
 * repeats itself may allow more than one.
 */
export function nameDifference(expected: LineHashes, got: LineHashes, facts: DifferenceFacts): DifferenceKind {
  const { at, isPrefix, missing, extra } = facts;
  if (missing === 0 && extra === 0) return "order";
  if (at >= got.length) return "early-end";
  const earlier = expected.sorted(0, at);
  const known = (from: number, count: number): boolean => {
    for (let line = from; line < from + count; line++) if (!includes(earlier, got.at(line))) return false;
    return true;
  };
  if (at >= expected.length) return known(at, got.length - at) ? "repeat" : "extra";

  const furthest = Math.max(expected.length, got.length) - at;
  for (let lines = 1; lines <= furthest; lines++) {
    if (agree(expected, at + lines, got, at + lines)) {
      if (lines > 1 && sameLines(expected, got, at, lines)) return "order";
      return isPrefix ? "cut" : "changed";
    }
    if (agree(expected, at + lines, got, at)) return "gap";
    if (agree(expected, at, got, at + lines)) {
      if (known(at, lines)) return "repeat";
      // The beginning of a line and then the whole line: a tail that emits a torn line and resumes before it produces this.
      return isPrefix && lines === 1 && got.at(at) !== blank ? "cut" : "extra";
    }
  }
  // Nothing matches again for long enough: several things went wrong close together.
  if (extra === 0) return "gap";
  if (missing === 0) return known(at, 1) ? "repeat" : "extra";
  return isPrefix ? "cut" : "changed";
}

/** Whether both logs agree from these lines on: for a window, or to their common end. */
function agree(expected: LineHashes, fromExpected: number, got: LineHashes, fromGot: number): boolean {
  for (let line = 0; line < window; line++) {
    const expectedEnds = fromExpected + line >= expected.length;
    const gotEnds = fromGot + line >= got.length;
    if (expectedEnds || gotEnds)
      return expectedEnds && gotEnds && fromExpected <= expected.length && fromGot <= got.length;
    if (expected.at(fromExpected + line) !== got.at(fromGot + line)) return false;
  }
  return true;
}

/** Whether the next `lines` lines are the same lines in another order. */
function sameLines(expected: LineHashes, got: LineHashes, at: number, lines: number): boolean {
  const should = expected.sorted(at, at + lines);
  const did = got.sorted(at, at + lines);
  return should.every((hash, line) => hash === did[line]);
}

/** Binary search. */
function includes(sorted: Float64Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
