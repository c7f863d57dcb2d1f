import type { SecretForm } from "./secret-forms.ts";
import { compactView, decodedView, originalRange, plainView, type TextView, withoutSoft } from "./text-view.ts";

/** A range of a text, its end not included. */
export type Range = readonly [from: number, to: number];

/** This many characters from either end of a longer secret count as the secret: servers shorten what they quote. */
const fragmentLength = 16;
/** Fewer characters of a secret than this may remain at a cut. */
const minAtCut = 4;
/** The search decodes at most this many layers of escapes. */
const maxLayers = 3;
/** The search checks at most this many cuts (`…`) of one text. */
const maxCuts = 64;

/** The number of equal characters from these indexes on. */
const sameForwards = (text: string, at: number, form: string, from: number): number => {
  let length = 0;
  while (from + length < form.length && text.charCodeAt(at + length) === form.charCodeAt(from + length)) length += 1;
  return length;
};

/** The number of equal characters before these indexes. */
const sameBackwards = (text: string, at: number, form: string, to: number): number => {
  let length = 0;
  while (length < to && at > length && text.charCodeAt(at - length - 1) === form.charCodeAt(to - length - 1))
    length += 1;
  return length;
};

/** The ranges of the form in the text, whole or from either end; visits each character only a few times. */
function* occurrences(text: string, form: string): Generator<Range> {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) yield [at, at + form.length];
  if (form.length <= fragmentLength) return;
  const first = form.slice(0, fragmentLength);
  for (let at = text.indexOf(first); at !== -1; ) {
    const end = at + fragmentLength + sameForwards(text, at + fragmentLength, form, fragmentLength);
    yield [at, end];
    at = text.indexOf(first, end);
  }
  const last = form.slice(-fragmentLength);
  for (let at = text.lastIndexOf(last); at !== -1; ) {
    const start = at - sameBackwards(text, at, form, form.length - fragmentLength);
    yield [start, at + fragmentLength];
    at = start < fragmentLength ? -1 : text.lastIndexOf(last, start - fragmentLength);
  }
}

/** The indexes of a text's cuts: each `…`, and the text's own ends if the caller marks them as cut. */
const cutsOf = (
  text: string,
  cut: Cut,
): { readonly ends: ReadonlyArray<number>; readonly starts: ReadonlyArray<number> } => {
  const ends = cut === "end" || cut === "both" ? [text.length] : [];
  const starts = cut === "start" || cut === "both" ? [0] : [];
  let at = text.indexOf("…");
  for (let found = 0; at !== -1 && found < maxCuts; found++) {
    ends.push(at);
    starts.push(at + 1);
    at = text.indexOf("…", at + 1);
  }
  return { ends, starts };
};

/** The longest part of a form that remains at a cut, of at least {@link minAtCut} characters. */
function* remnants(text: string, form: string, cuts: ReturnType<typeof cutsOf>): Generator<Range> {
  const longest = Math.min(fragmentLength, form.length) - 1;
  for (const end of cuts.ends) {
    for (let length = longest; length >= minAtCut; length--) {
      if (!text.startsWith(form.slice(0, length), end - length)) continue;
      if (end >= length) yield [end - length, end];
      break;
    }
  }
  for (const start of cuts.starts) {
    for (let length = longest; length >= minAtCut; length--) {
      if (!text.startsWith(form.slice(-length), start)) continue;
      yield [start, start + length];
      break;
    }
  }
}

const isBase64 = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2b ||
  code === 0x2f ||
  code === 0x3d ||
  code === 0x2d ||
  code === 0x5f;

/** The run of base64 characters around a range. */
const base64Run = (text: string, [from, to]: Range): Range => {
  let start = from;
  let end = to;
  while (start > 0 && isBase64(text.charCodeAt(start - 1))) start -= 1;
  while (end < text.length && isBase64(text.charCodeAt(end))) end += 1;
  return [start, end];
};

/** The ends at which a text was cut off earlier. */
export type Cut = "none" | "start" | "end" | "both";

const searchView = (view: TextView, forms: ReadonlyArray<SecretForm>, cut: Cut, found: Array<Range>): void => {
  const { text } = view;
  const cuts = cutsOf(text, cut);
  const atCut = cuts.ends.length > 0 || cuts.starts.length > 0;
  for (const form of forms) {
    let covered = 0;
    const take = (range: Range): void => {
      // A run that is already redacted contains nothing more, and walking it again would take quadratic time.
      if (form.base64 && range[0] < covered && range[1] <= covered) return;
      const whole = form.base64 ? base64Run(text, range) : range;
      covered = Math.max(covered, whole[1]);
      found.push(originalRange(view, whole[0], whole[1]));
    };
    for (const range of occurrences(text, form.text)) take(range);
    if (atCut) for (const range of remnants(text, form.text, cuts)) take(range);
  }
};

/** The ranges in order, with touching and overlapping ones merged. */
const merged = (ranges: ReadonlyArray<Range>): ReadonlyArray<Range> => {
  const inOrder = ranges.toSorted((a, b) => a[0] - b[0]);
  const result: Array<[number, number]> = [];
  for (const [from, to] of inOrder) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
};

/**
 * The ranges of the secrets in a text, in any letter case, escaped up to three times, and wrapped across lines. The time grows
 * with the text's length, times the number of forms.
 */
export const findSecrets = (text: string, forms: ReadonlyArray<SecretForm>, cut: Cut): ReadonlyArray<Range> => {
  const found: Array<Range> = [];
  const long = forms.flatMap((form) => {
    const compact = withoutSoft(form.text);
    // Without its white space a sentence is one run of base64 characters, which must not vanish as a whole.
    return compact.length < fragmentLength ? [] : [{ text: compact, base64: false }];
  });
  let view: TextView | undefined = plainView(text);
  for (let layer = 0; view !== undefined && layer <= maxLayers; layer++) {
    searchView(view, forms, cut, found);
    const compact = long.length === 0 ? undefined : compactView(view);
    if (compact !== undefined) searchView(compact, long, cut, found);
    view = decodedView(view);
  }
  return merged(found);
};
