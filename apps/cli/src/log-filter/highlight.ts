import type { RE2JS } from "re2js";
import { sgrSequence } from "../terminal/sgr.ts";

// Inverse video: it leaves the line's own colours as they are, before, in and after the match.
const on = "\u001b[7m";
const off = "\u001b[27m";

type Range = readonly [start: number, end: number];

/** The parts of the text that a pattern matches, in order and without overlaps. */
const matchedRanges = (text: string, patterns: ReadonlyArray<RE2JS>): ReadonlyArray<Range> => {
  const found: Array<Range> = [];
  for (const pattern of patterns) {
    if (!pattern.test(text)) continue;
    for (const matcher = pattern.matcher(text); matcher.find(); ) {
      if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const merged: Array<Range> = [];
  for (const [start, end] of found) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
};

/** The line with its matches in inverse video. The patterns see the line without its colours, which keep their places. */
export const highlightMatches = (line: string, patterns: ReadonlyArray<RE2JS>): string => {
  const colours = Array.from(line.matchAll(sgrSequence));
  const ranges = matchedRanges(colours.length === 0 ? line : line.replace(sgrSequence, ""), patterns);
  if (ranges.length === 0) return line;
  const edges = ranges.flat();
  let marked = "";
  let edge = 0;
  let seen = 0;
  const emit = (text: string): void => {
    let at = 0;
    for (; edge < edges.length && (edges[edge] ?? 0) < seen + text.length; edge++) {
      const cut = (edges[edge] ?? 0) - seen;
      marked += text.slice(at, cut) + (edge % 2 === 0 ? on : off);
      at = cut;
    }
    marked += text.slice(at);
    seen += text.length;
  };
  let from = 0;
  for (const { index, 0: sequence } of colours) {
    emit(line.slice(from, index));
    // A reset in a match ends the inverse video too.
    marked += edge % 2 === 1 ? `${sequence}${on}` : sequence;
    from = index + sequence.length;
  }
  emit(line.slice(from));
  return edge % 2 === 1 ? `${marked}${off}` : marked;
};
