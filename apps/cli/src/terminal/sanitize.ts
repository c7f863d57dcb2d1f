import { hiddenCharacters, mayHide } from "@jobwire/core/adapter-parts";
import { afterSgr, hides, plainSgr, sgrSequence } from "./sgr.ts";

/**
 * Sanitizes text from a server or a job for a terminal (CWE-150).
 *
 * A terminal obeys control sequences: a log line could retitle the window, write to the clipboard, hide text or type for the user.
 * The colours (SGR) of a log pass and are reset at the end of their line, unless they hide text. Every other control character, and
 * every character that a reader cannot see, is replaced by a visible form. Texts are whole lines, so no sequence is cut in two.
 *
 * @module
 */

const reset = "\u001b[0m";

/** `^[` for ESC, as in `cat -v`; `<U+202E>` for a character without such a form. */
const visibleForm = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return "^?";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
};

const visible = (text: string): string => text.replace(hiddenCharacters, visibleForm);

const sanitizeLine = (line: string): string => {
  if (!mayHide.test(line)) return line;
  let state = plainSgr;
  let coloured = false;
  let text = "";
  let end = 0;
  for (const match of line.matchAll(sgrSequence)) {
    text += visible(line.slice(end, match.index));
    end = match.index + match[0].length;
    const next = afterSgr(match[1] ?? "", state);
    // A sequence that would hide text becomes visible, and the colours stay unchanged.
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

/** Log text for a terminal: colours pass and end with their line, and every hidden character becomes visible. */
export const sanitizeLog = (text: string): string =>
  mayHide.test(text) ? text.split("\n").map(sanitizeLine).join("\n") : text;

/** Any other text of a server (messages, ids, names) for a terminal: every hidden character becomes visible. Newlines stay. */
export const sanitizeText = (text: string): string => (mayHide.test(text) ? visible(text) : text);

/** The text with visible newlines, so that it stays one row of a table. */
export const oneLine = (text: string): string => text.replaceAll("\n", "⏎").replaceAll("\t", " ");

/** {@link sanitizeText}, on one line. */
export const sanitizeCell = (text: string): string => oneLine(sanitizeText(text));
