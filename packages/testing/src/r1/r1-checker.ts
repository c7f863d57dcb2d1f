import { hashLine, LineHashes } from "./line-hashes.ts";
import { type DifferenceKind, nameDifference } from "./name-difference.ts";
import { readTruth, type Truth } from "./truth.ts";

/** How many lines may arrive before a growing file has them. A tail cannot be ahead of its log, so this is generous. */
const maxWaiting = 1_000_000;

/** The first difference between the lines that came and the log. */
export interface FirstDifference {
  /** Line number, from 1. */
  readonly line: number;
  /** UTF-16 units that agree at the start of the line. */
  readonly column: number;
  /** The true line; undefined when the log has no such line. Of lines above 400 units only the part around the difference. */
  readonly expected: string | undefined;
  /** The line that came; undefined when none did. */
  readonly got: string | undefined;
}

/** The result of an {@link R1Checker}. */
export interface R1Result {
  /** True: each line of the log came once, in order, whole, and no other line came. */
  readonly ok: boolean;
  /** Lines that came. */
  readonly lines: number;
  /** Lines of the log. */
  readonly expectedLines: number;
  /** How many lines of the log did not come, and how many came that it lacks, anywhere (counted as often as they occur). */
  readonly missing: number;
  readonly extra: number;
  /** The kind of the first difference. */
  readonly kind?: DifferenceKind;
  readonly firstDifference?: FirstDifference;
  /** The whole result as one sentence. */
  readonly message: string;
}

/** Checks promise R1: every line once, in order, whole. */
export interface R1Checker {
  /**
   * Takes the next lines, without line ends. You need not await the calls, but awaiting keeps memory flat. Rejects when the truth
   * cannot be read.
   */
  add(lines: Iterable<string>): Promise<void>;
  /** Ends the input, reads the rest of the truth and returns the result. */
  finish(): Promise<R1Result>;
  /** Closes the truth without a result; does nothing after `finish`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a checker for one reading of the log `truth`. It compares the texts line by line as they come and holds 8 bytes for each
 * line of the log, twice that after the first difference; so a 300 MB log costs some tens of MB. A file may still grow while lines
 * come; lines ahead of it wait for it.
 */
export function createR1Checker(truth: Truth): R1Checker {
  const reader = readTruth(truth);
  const expected = new LineHashes();
  /** Until the first difference this equals `expected` and stays empty. */
  let got: LineHashes | undefined;
  let gotLines = 0;
  let first: FirstDifference | undefined;
  let isPrefix = false;
  /** True lines that were read and not yet compared. */
  let ahead: readonly string[] = [];
  let aheadAt = 0;
  /** Lines that came before the truth had them. */
  let waiting: string[] = [];
  let work: Promise<void> = Promise.resolve();

  async function nextTrue(last: boolean): Promise<string | undefined> {
    if (aheadAt >= ahead.length) {
      ahead = (await reader.next(last)) ?? [];
      aheadAt = 0;
    }
    const line = ahead[aheadAt];
    if (line !== undefined) aheadAt += 1;
    return line;
  }

  function differ(trueLine: string | undefined, line: string | undefined): void {
    const column = commonLength(trueLine ?? "", line ?? "");
    isPrefix = line !== undefined && trueLine !== undefined && line.length < trueLine.length && column === line.length;
    first = {
      line: expected.length + 1,
      column,
      expected: excerpt(trueLine, column),
      got: excerpt(line, column),
    };
    got = new LineHashes();
    for (let n = 0; n < expected.length; n++) got.push(expected.at(n));
  }

  /** Compares `lines` with the truth as far as it goes; returns how many it compared. */
  async function compare(lines: readonly string[], last: boolean): Promise<number> {
    let at = 0;
    while (at < lines.length && got === undefined) {
      // The fast path: both sides are in memory, and no line needs an await.
      while (at < lines.length && aheadAt < ahead.length && ahead[aheadAt] === lines[at]) {
        expected.push(hashLine(lines[at] as string));
        aheadAt += 1;
        at += 1;
      }
      if (at >= lines.length) break;
      const trueLine = await nextTrue(last);
      if (trueLine === undefined && !last) return at;
      if (trueLine !== undefined && trueLine === lines[at]) {
        expected.push(hashLine(trueLine));
        at += 1;
      } else {
        differ(trueLine, lines[at]);
        if (trueLine !== undefined) expected.push(hashLine(trueLine));
      }
    }
    if (got !== undefined) for (; at < lines.length; at++) got.push(hashLine(lines[at] as string));
    return at;
  }

  async function take(lines: readonly string[], last: boolean): Promise<void> {
    const all = waiting.length > 0 ? waiting.concat(lines) : lines;
    const compared = await compare(all, last);
    waiting = all.slice(compared);
    if (waiting.length > maxWaiting)
      throw new RangeError(`${waiting.length} lines came that the log does not have yet.`);
  }

  async function result(): Promise<R1Result> {
    await take([], true);
    for (let line = await nextTrue(true); line !== undefined; line = await nextTrue(true)) {
      if (got === undefined) differ(line, undefined);
      expected.push(hashLine(line));
    }
    await reader.close();
    const counts = { lines: gotLines, expectedLines: expected.length };
    if (got === undefined || first === undefined) {
      return {
        ok: true,
        ...counts,
        missing: 0,
        extra: 0,
        message: `All ${gotLines} lines came once, in order, whole.`,
      };
    }
    const at = first.line - 1;
    const { missing, extra } = countDifference(expected, got, at);
    const kind = nameDifference(expected, got, { at, isPrefix, missing, extra });
    const message = `Line ${first.line}: ${kind}. Expected ${JSON.stringify(first.expected) ?? "the end"}, got ${
      JSON.stringify(first.got) ?? "the end"
    } (they differ from column ${first.column} on); ${missing} of ${expected.length} lines missing, ${extra} of ${gotLines} extra.`;
    return { ok: false, ...counts, missing, extra, kind, firstDifference: first, message };
  }

  return {
    add(lines) {
      const batch = [...lines];
      gotLines += batch.length;
      work = work.then(() => take(batch, !reader.grows));
      // A caller that does not await this call gets the failure from `finish`.
      work.catch(() => {});
      return work;
    },
    finish() {
      return work.then(result);
    },
    [Symbol.asyncDispose]: () => reader.close(),
  };
}

function commonLength(one: string, other: string): number {
  const limit = Math.min(one.length, other.length);
  let at = 0;
  while (at < limit && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return at;
}

function excerpt(line: string | undefined, column: number): string | undefined {
  if (line === undefined || line.length <= 400) return line;
  const start = Math.max(0, column - 100);
  return `${start > 0 ? "…" : ""}${line.slice(start, start + 300)}${start + 300 < line.length ? "…" : ""}`;
}

/** Lines of the first log that the second lacks from `at` on, as often as they occur. */
function countDifference(expected: LineHashes, got: LineHashes, at: number): { missing: number; extra: number } {
  const should = expected.sorted(at);
  const did = got.sorted(at);
  let missing = 0;
  let extra = 0;
  let a = 0;
  let b = 0;
  while (a < should.length || b < did.length) {
    const left = should[a] ?? Number.POSITIVE_INFINITY;
    const right = did[b] ?? Number.POSITIVE_INFINITY;
    if (left === right) {
      a += 1;
      b += 1;
    } else if (left < right) {
      missing += 1;
      a += 1;
    } else {
      extra += 1;
      b += 1;
    }
  }
  return { missing, extra };
}
