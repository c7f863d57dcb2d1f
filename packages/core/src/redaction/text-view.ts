/** A text after decoding, with the original index of each character. */
export interface TextView {
  readonly text: string;
  /** The index of each character in the original; undefined when the texts are identical. */
  readonly starts: Uint32Array | undefined;
  /** The index after each character in the original. */
  readonly ends: Uint32Array | undefined;
}

/** The range of the original for the view's characters `[from, to)`. */
export const originalRange = ({ starts, ends }: TextView, from: number, to: number): readonly [number, number] => [
  starts?.[from] ?? from,
  ends?.[to - 1] ?? to,
];

const named: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  ast: "*",
  bsol: "\\",
  colon: ":",
  comma: ",",
  commat: "@",
  dollar: "$",
  equals: "=",
  excl: "!",
  grave: "`",
  gt: ">",
  hat: "^",
  hyphen: "-",
  lbrace: "{",
  lbrack: "[",
  lcub: "{",
  lowbar: "_",
  lpar: "(",
  lsqb: "[",
  lt: "<",
  nbsp: " ",
  num: "#",
  percnt: "%",
  period: ".",
  plus: "+",
  quest: "?",
  quot: '"',
  rbrace: "}",
  rbrack: "]",
  rcub: "}",
  rpar: ")",
  rsqb: "]",
  semi: ";",
  sol: "/",
  tilde: "~",
  vert: "|",
};

const short: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

// In lower case, as every view is. Each alternative is bounded. The last one matches an escape that was cut off at a text's
// end.
const escapes =
  /%([0-9a-f]{2})|\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([0-7]{3})|(["'\\/bfnrt]))|&#x([0-9a-f]{1,6});?|&#([0-9]{1,7});?|&([a-z]{2,6});|(?:%[0-9a-f]?|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|&#?x?[0-9a-z]{0,7})(?=…|$)/g;

const decoded = (match: RegExpExecArray): string | undefined => {
  const [, percent, unit, point, byte, octal, letter, htmlHex, html, name] = match;
  const hex = percent ?? unit ?? byte;
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
  if (letter !== undefined) return short[letter] ?? letter;
  if (name !== undefined) return named[name];
  const code = point ?? htmlHex;
  const value = code === undefined ? Number(html ?? Number.NaN) : Number.parseInt(code, 16);
  if (Number.isNaN(value)) return "";
  return value <= 0xffff ? String.fromCharCode(value) : undefined;
};

/** ASCII in lower case: a server may write a token in another case (a host name is lower case). Indexes do not change. */
const lowerCase = (text: string): string => {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
};

/** The text itself, in lower case. */
export const plainView = (text: string): TextView => ({ text: lowerCase(text), starts: undefined, ends: undefined });

/** Builds a view that is shorter than `view`, with copies of its index tables. */
class ViewBuilder {
  readonly #view: TextView;
  readonly #pieces: Array<string> = [];
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  #length = 0;

  constructor(view: TextView) {
    this.#view = view;
    this.#starts = new Uint32Array(view.text.length);
    this.#ends = new Uint32Array(view.text.length);
  }

  /** Appends the characters `[from, to)` unchanged. */
  copy(from: number, to: number): void {
    if (to <= from) return;
    this.#pieces.push(this.#view.text.slice(from, to));
    const { starts, ends } = this.#view;
    for (let at = from; at < to; at++) {
      this.#starts[this.#length] = starts?.[at] ?? at;
      this.#ends[this.#length] = ends?.[at] ?? at + 1;
      this.#length += 1;
    }
  }

  /** Appends one character for `[from, to)`, or none: then the previous character covers the range. */
  replace(character: string, from: number, to: number): void {
    const [start, end] = originalRange(this.#view, from, to);
    if (character === "") {
      if (this.#length > 0) this.#ends[this.#length - 1] = end;
      return;
    }
    this.#pieces.push(character.length === 1 ? lowerCase(character) : character);
    this.#starts[this.#length] = start;
    this.#ends[this.#length] = end;
    this.#length += 1;
  }

  build(): TextView {
    return {
      text: this.#pieces.join(""),
      starts: this.#starts.subarray(0, this.#length),
      ends: this.#ends.subarray(0, this.#length),
    };
  }
}

/** The view with one layer of escapes decoded (percent, JSON and similar, HTML); undefined when it has none. */
export const decodedView = (view: TextView): TextView | undefined => {
  if (!/[%\\&]/.test(view.text)) return undefined;
  const builder = new ViewBuilder(view);
  let changed = false;
  let at = 0;
  for (const match of view.text.matchAll(escapes)) {
    const character = decoded(match);
    if (character === undefined) continue;
    changed = true;
    builder.copy(at, match.index);
    at = match.index + match[0].length;
    builder.replace(character, match.index, at);
  }
  if (!changed) return undefined;
  builder.copy(at, view.text.length);
  return builder.build();
};

/** Characters that may split a wrapped token: white space, and characters that show nothing. */
const soft = /[^\u0021-\u007e\u00a1-\u00ac\u00ae-\u00ff…]+/g;

/** The text without {@link soft} characters. */
export const withoutSoft = (text: string): string => text.replace(soft, "");

/** The view without white space and invisible characters; undefined when it has none. */
export const compactView = (view: TextView): TextView | undefined => {
  if (view.text.search(soft) === -1) return undefined;
  const builder = new ViewBuilder(view);
  let at = 0;
  for (const match of view.text.matchAll(soft)) {
    builder.copy(at, match.index);
    at = match.index + match[0].length;
  }
  builder.copy(at, view.text.length);
  return builder.build();
};
