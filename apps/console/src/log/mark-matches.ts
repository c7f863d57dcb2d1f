import type { LogSpan } from "./ansi-spans.ts";

/** A span, and whether it is part of a match. */
export interface MarkedSpan extends LogSpan {
  readonly match: boolean;
}

const mostMatches = 200;

/** Splits spans at the matches of a search, which may reach over several spans. */
export const markMatches = (
  spans: ReadonlyArray<LogSpan>,
  query: string,
  matchCase: boolean,
): ReadonlyArray<MarkedSpan> => {
  if (query === "") return spans.map((span) => ({ ...span, match: false }));
  const whole = spans.map((span) => span.text).join("");
  const text = matchCase ? whole : lower(whole);
  const needle = matchCase ? query : lower(query);
  const edges: Array<number> = [];
  for (let at = text.indexOf(needle); at >= 0 && edges.length < mostMatches * 2; ) {
    edges.push(at, at + needle.length);
    at = text.indexOf(needle, at + needle.length);
  }
  if (edges.length === 0) return spans.map((span) => ({ ...span, match: false }));
  const result: Array<MarkedSpan> = [];
  let start = 0;
  let edge = 0;
  for (const span of spans) {
    let at = 0;
    while (at < span.text.length) {
      while (edge < edges.length && (edges[edge] ?? 0) <= start + at) edge += 1;
      const next = Math.min(span.text.length, (edges[edge] ?? Number.POSITIVE_INFINITY) - start);
      result.push({ ...span, text: span.text.slice(at, next), match: edge % 2 === 1 });
      at = next;
    }
    start += span.text.length;
  }
  return result;
};

// A few characters change their length in lower case; then positions would be wrong, so only A to Z count.
const lower = (text: string): string => {
  const result = text.toLowerCase();
  return result.length === text.length ? result : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
};
