import type { SecretForm } from "./secret-forms.ts";
import { compactView, decodedView, originalRange, plainView, type TextView, withoutSoft } from "./text-view.ts";

/** A stretch of a text, its end not included. */
export type Range = readonly [from: number, to: number];

/** So many characters at either end of a longer secret are as good as the secret: servers shorten what they repeat. */
const telling = 16;
/** At a cut, fewer characters of a secret than this are left. */
const leastAtCut = 4;
/** A text that was escaped more often than this is not decoded further. */
const mostLayers = 3;
/** Cuts (`…`) of one text that are looked at. */
const mostCuts = 64;

/** The length of what both texts have in common from these places on. */
const sameForwards = (text: string, at: number, form: string, from: number): number => {
  let length = 0;
  while (from + length < form.length && text.charCodeAt(at + length) === form.charCodeAt(from + length)) length += 1;
  return length;
};

/** The length of what both texts have in common before these places. */
const sameBackwards = (text: string, at: number, form: string, to: number): number => {
  let length = 0;
  while (length < to && at > length && text.charCodeAt(at - length - 1) === form.charCodeAt(to - length - 1))
    length += 1;
  return length;
};

/** Where the form stands in the text, whole or from either end; no character is passed more than a few times. */
function* occurrences(text: string, form: string): Generator<Range> {
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) yield [at, at + form.length];
  if (form.length <= telling) return;
  const first = form.slice(0, telling);
  for (let at = text.indexOf(first); at !== -1; ) {
    const end = at + telling + sameForwards(text, at + telling, form, telling);
    yield [at, end];
    at = text.indexOf(first, end);
  }
  const last = form.slice(-telling);
  for (let at = text.lastIndexOf(last); at !== -1; ) {
    const start = at - sameBackwards(text, at, form, form.length - telling);
    yield [start, at + telling];
    at = start < telling ? -1 : text.lastIndexOf(last, start - telling);
  }
}

/** Where a text was cut: `…`, and its own ends where the caller says so. */
const cutsOf = (
  text: string,
  cut: Cut,
): { readonly ends: ReadonlyArray<number>; readonly starts: ReadonlyArray<number> } => {
  const ends = cut === "end" || cut === "both" ? [text.length] : [];
  const starts = cut === "start" || cut === "both" ? [0] : [];
  let at = text.indexOf("…");
  for (let found = 0; at !== -1 && found < mostCuts; found++) {
    ends.push(at);
    starts.push(at + 1);
    at = text.indexOf("…", at + 1);
  }
  return { ends, starts };
};

/** The longest part of a form that was left at a cut, from {@link leastAtCut} characters on. */
function* remnants(text: string, form: string, cuts: ReturnType<typeof cutsOf>): Generator<Range> {
  const longest = Math.min(telling, form.length) - 1;
  for (const end of cuts.ends) {
    for (let length = longest; length >= leastAtCut; length--) {
      if (!text.startsWith(form.slice(0, length), end - length)) continue;
      if (end >= length) yield [end - length, end];
      break;
    }
  }
  for (const start of cuts.starts) {
    for (let length = longest; length >= leastAtCut; length--) {
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

/** Whether a text was cut off before it came here. */
export type Cut = "none" | "start" | "end" | "both";

const searchView = (view: TextView, forms: ReadonlyArray<SecretForm>, cut: Cut, found: Array<Range>): void => {
  const { text } = view;
  const cuts = cutsOf(text, cut);
  const atCut = cuts.ends.length > 0 || cuts.starts.length > 0;
  for (const form of forms) {
    let covered = 0;
    const take = (range: Range): void => {
      // Within a run that is redacted already nothing more is to be found, and it need not be walked again.
      if (form.base64 && range[0] < covered && range[1] <= covered) return;
      const whole = form.base64 ? base64Run(text, range) : range;
      covered = Math.max(covered, whole[1]);
      found.push(originalRange(view, whole[0], whole[1]));
    };
    for (const range of occurrences(text, form.text)) take(range);
    if (atCut) for (const range of remnants(text, form.text, cuts)) take(range);
  }
};

/** The ranges in order, those that touch or overlap as one. */
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
 * Where the secrets of these forms stand in a text: as they are in any case, escaped up to three times, and wrapped. The time
 * grows with the text's length, times the number of forms.
 */
export const findSecrets = (text: string, forms: ReadonlyArray<SecretForm>, cut: Cut): ReadonlyArray<Range> => {
  const found: Array<Range> = [];
  const long = forms.flatMap((form) => {
    const compact = withoutSoft(form.text);
    // Without its white space a sentence is one run of base64 characters, which is not to vanish as a whole.
    return compact.length < telling ? [] : [{ text: compact, base64: false }];
  });
  let view: TextView | undefined = plainView(text);
  for (let layer = 0; view !== undefined && layer <= mostLayers; layer++) {
    searchView(view, forms, cut, found);
    const compact = long.length === 0 ? undefined : compactView(view);
    if (compact !== undefined) searchView(compact, long, cut, found);
    view = decodedView(view);
  }
  return merged(found);
};
