import { endOfEscape, isControl } from "./strip-controls.ts";

const escape = 0x1b;

// Characters that change the order or hide text: a log must not be able to look other than it is.
const invisible: ReadonlyMap<number, string> = new Map([
  [0x061c, "ALM"],
  [0x200b, "ZWSP"],
  [0x200e, "LRM"],
  [0x200f, "RLM"],
  [0x2028, "LS"],
  [0x2029, "PS"],
  [0x202a, "LRE"],
  [0x202b, "RLE"],
  [0x202c, "PDF"],
  [0x202d, "LRO"],
  [0x202e, "RLO"],
  [0x2060, "WJ"],
  [0x2066, "LRI"],
  [0x2067, "RLI"],
  [0x2068, "FSI"],
  [0x2069, "PDI"],
  [0xfeff, "BOM"],
]);

// Names, since few fonts have the symbols for control characters.
const controls =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );

const symbolOf = (code: number): string =>
  `\u27e8${code === 0x7f ? "DEL" : (controls[code] ?? code.toString(16).toUpperCase().padStart(4, "0"))}\u27e9`;

/**
 * The line as a person may read it: colours stay as SGR sequences, other escape sequences go, and every other control or
 * direction-changing character becomes a visible symbol.
 */
export const visibleText = (text: string): string => {
  let result = "";
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    let end = at + 1;
    let replacement: string | undefined;
    if (code === escape) {
      end = endOfEscape(text, at);
      replacement = isColour(text, at, end) ? undefined : end === at + 1 ? symbolOf(code) : "";
    } else if (isControl(code)) replacement = symbolOf(code);
    else {
      const name = code < 0x061c ? undefined : invisible.get(code);
      if (name !== undefined) replacement = `\u27e8${name}\u27e9`;
    }
    if (replacement !== undefined) {
      result += text.slice(from, at) + replacement;
      from = end;
    }
    at = end;
  }
  return from === 0 ? text : result + text.slice(from);
};

/** `ESC [ digits and ; m`, nothing else: a sequence that sets colours. */
const isColour = (text: string, at: number, end: number): boolean => {
  if (text.charCodeAt(at + 1) !== 0x5b || text.charCodeAt(end - 1) !== 0x6d || end - at > 64) return false;
  for (let i = at + 2; i < end - 1; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== 0x3b && (code < 0x30 || code > 0x39)) return false;
  }
  return true;
};
