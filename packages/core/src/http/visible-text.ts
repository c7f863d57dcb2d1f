import { escapeOf, hiddenCharacters, mayHide } from "./hidden-characters.ts";

/**
 * Escapes the characters that a reader would not see or that a terminal would obey (`\x1b`, `\u202e`), so that a server's text
 * fits in a message on one line (CWE-150). A tab passes.
 */
export const visibleText = (text: string): string => {
  const line = text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
  return mayHide.test(line) ? line.replace(hiddenCharacters, escapeOf) : line;
};

/** At most `limit` UTF-16 units of the text, made visible, with `…` at the end if it was cut. */
export const excerpt = (text: string, limit: number): string => {
  // Cuts before the escaping as well as after it: the text may be 64 MiB.
  const visible = visibleText(text.slice(0, limit + 1).trim());
  if (visible.length <= limit && text.length <= limit) return visible;
  // Never splits a surrogate pair.
  const cut = visible.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
};

/** Errors keep at most this much of a server's own text, in UTF-16 units. */
export const maxServerText: number = 64 * 1024;

/** The start of a text, bounded for an error's `serverText`; `…` marks a cut. */
export const firstText = (text: string): string =>
  text.length <= maxServerText ? text : `${text.slice(0, maxServerText - 1)}…`;

/** The end of a text, bounded for an error's `serverText`; `…` marks a cut. */
export const lastText = (text: string): string =>
  text.length <= maxServerText ? text : `…${text.slice(1 - maxServerText)}`;

/**
 * The line of a server's error text that has the reason: the last one that is neither empty nor a lone full stop or `>` (Ray wraps one
 * Python traceback in another and adds a full stop; a gRPC error of Python ends with a line `>`), at most 300 units, made visible.
 */
export const lastMeaningfulLine = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/);
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.trim() ?? "";
    if (line !== "" && line !== "." && line !== ">") return excerpt(line, 300);
  }
  return "";
};
