/**
 * Text from a server or a job, made fit for a terminal (CWE-150).
 *
 * A terminal obeys what it is sent: a log line could retitle the window, write to the clipboard, hide text or answer
 * for the user. Colours (SGR) of a log are wanted and pass, reset at the end of their line; every other control
 * character is shown instead of sent.
 *
 * @module
 */

// C0 but tab and newline, DEL, C1 (8-bit CSI, OSC, DCS), and the characters that reorder what is read.
const control = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069";
const suspicious = new RegExp(`[${control}]`);
const colourOrControl = new RegExp(`\\u001b\\[[0-9;:]{0,64}m|[${control}]`, "g");
const anyControl = new RegExp(`[${control}]`, "g");
const reset = "\u001b[0m";

/** `^[` for ESC as `cat -v` shows it, `<U+202E>` for what has no such form. */
const shown = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return "^?";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
};

const harmlessLine = (line: string): string => {
  if (!suspicious.test(line)) return line;
  let coloured = false;
  const text = line.replace(colourOrControl, (match) => {
    if (match.length === 1) return shown(match);
    coloured = true;
    return match;
  });
  return coloured ? text + reset : text;
};

/** Log text for a terminal: colours pass and end with their line, every other control character is made visible. */
export const harmlessLog = (text: string): string =>
  suspicious.test(text) ? text.split("\n").map(harmlessLine).join("\n") : text;

/** Any other text of a server (messages, ids, names) for a terminal: no control character passes; lines stay lines. */
export const harmlessText = (text: string): string => (suspicious.test(text) ? text.replace(anyControl, shown) : text);

/** Newlines made visible, so that a text stays one row of a table. */
export const oneLine = (text: string): string => text.replaceAll("\n", "⏎").replaceAll("\t", " ");

/** {@link harmlessText} on one line. */
export const harmlessCell = (text: string): string => oneLine(harmlessText(text));
