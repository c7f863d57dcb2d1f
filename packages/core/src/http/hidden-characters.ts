/**
 * Characters that a reader cannot see, or that change the look of others: control characters (except tab and newline),
 * zero-width characters, those that change the direction of text, fillers, tags, and selectors and joiners without an effect.
 *
 * Joiners and selectors that belong to the text pass: those inside emoji (👩‍💻), after letters of scripts that need them
 * (Persian, Hindi), and the selector of an ideograph's variant.
 *
 * @module
 */

const control = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
const invisible =
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff0-\\ufffb";
const invisibleBeyond = "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}";

/** The scripts in which a joiner changes the form of the letter before it. */
const joiningScripts = [
  "Arabic",
  "Syriac",
  "Nko",
  "Mongolian",
  "Devanagari",
  "Bengali",
  "Gurmukhi",
  "Gujarati",
  "Oriya",
  "Tamil",
  "Telugu",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Myanmar",
  "Khmer",
];
const joining = `[${joiningScripts.map((name) => `\\p{Script=${name}}`).join("")}]`;
const picture = "\\p{Extended_Pictographic}";
const picturePart = `${picture}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?`;

/** Finds each hidden character. */
export const hiddenCharacters: RegExp = new RegExp(
  [
    `[${control}${invisible}${invisibleBeyond}]`,
    `(?<!${joining})(?:\\u200c|\\u200d(?!${picture})|(?<!${picturePart})\\u200d)`,
    "(?<!\\p{Emoji})[\\ufe0e\\ufe0f]",
    "(?<!\\p{Ideographic})[\\u{e0100}-\\u{e01ef}]",
  ].join("|"),
  "gu",
);

/** A quick check that is true for every text with a hidden character, and for few others. Much faster than the full pattern. */
export const mayHide: RegExp = new RegExp(
  `[${control}${invisible}\\u200c\\u200d\\ufe0e\\ufe0f\\ud82f\\ud834\\udb40-\\udb43]`,
);

/** The character as a JavaScript escape: `\x1b`, `\u202e`, `\u{e0041}`. */
export const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
};
