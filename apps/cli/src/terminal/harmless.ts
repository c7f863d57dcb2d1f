import { hiddenCharacters, mayHide } from "@jobwire/core/adapter-parts";
import { afterSgr, hides, plainSgr } from "./sgr.ts";

/**
 * Text from a server or a job, made fit for a terminal (CWE-150).
 *
 * A terminal obeys what it is sent: a log line could retitle the window, write to the clipboard, hide text or answer
 * for the user. Colours (SGR) of a log are wanted and pass, reset at the end of their line, unless they hide the text;
 * every other control character and every character that a reader cannot see is shown instead of sent. Texts are whole
 * lines, so no sequence is cut in two.
 *
 * @module
 */

const reset = "\u001b[0m";
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const colour = /\u001b\[([0-9;:]{0,64})m/g;

/** `^[` for ESC as `cat -v` shows it, `<U+202E>` for what has no such form. */
const shown = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return "^?";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
};

const visible = (text: string): string => text.replace(hiddenCharacters, shown);

const harmlessLine = (line: string): string => {
  if (!mayHide.test(line)) return line;
  let state = plainSgr;
  let coloured = false;
  let text = "";
  let end = 0;
  for (const match of line.matchAll(colour)) {
    text += visible(line.slice(end, match.index));
    end = match.index + match[0].length;
    const next = afterSgr(match[1] ?? "", state);
    // A sequence that would hide what follows is shown, and the colours stay as they are.
    if (hides(next)) text += visible(match[0]);
    else {
      text += match[0];
      state = next;
      coloured = true;
    }
  }
  text += visible(line.slice(end));
  return coloured ? text + reset : text;
};

/** Log text for a terminal: colours pass and end with their line, everything else that is hidden is made visible. */
export const harmlessLog = (text: string): string =>
  mayHide.test(text) ? text.split("\n").map(harmlessLine).join("\n") : text;

/** Any other text of a server (messages, ids, names) for a terminal: nothing hidden passes; lines stay lines. */
export const harmlessText = (text: string): string => (mayHide.test(text) ? visible(text) : text);

/** Newlines made visible, so that a text stays one row of a table. */
export const oneLine = (text: string): string => text.replaceAll("\n", "⏎").replaceAll("\t", " ");

/** {@link harmlessText} on one line. */
export const harmlessCell = (text: string): string => oneLine(harmlessText(text));
