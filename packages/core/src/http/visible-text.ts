import { escapeOf, hiddenCharacters, mayHide } from "./hidden-characters.ts";

/**
 * The text with characters written out that a reader would not see, or that a terminal would obey (`\x1b`, `\u202e`), so that a
 * server's text can stand in a message on one line (CWE-150). A tab stays.
 */
export const visibleText = (text: string): string => {
  const line = text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
  return mayHide.test(line) ? line.replace(hiddenCharacters, escapeOf) : line;
};

/** At most `limit` UTF-16 units of the text, made visible, `…` at the end when something was left off. */
export const excerpt = (text: string, limit: number): string => {
  // Cut before writing out as well as after: the text may be 64 MiB.
  const visible = visibleText(text.slice(0, limit + 1).trim());
  if (visible.length <= limit && text.length <= limit) return visible;
  // Never between the two halves of a surrogate pair.
  const cut = visible.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
};

/** What errors keep of a server's own text, in UTF-16 units. */
export const mostServerText: number = 64 * 1024;

/** The first of a text, bounded for an error's `serverText`; `…` stands where it was cut. */
export const firstText = (text: string): string =>
  text.length <= mostServerText ? text : `${text.slice(0, mostServerText - 1)}…`;

/** The last of a text, bounded for an error's `serverText`; `…` stands where it was cut. */
export const lastText = (text: string): string =>
  text.length <= mostServerText ? text : `…${text.slice(1 - mostServerText)}`;

/**
 * The line of a server's error text that carries the reason: the last that is neither empty nor a lone full stop (Ray wraps
 * one Python traceback in another and adds a full stop), at most 300 units, made visible.
 */
export const lastMeaningfulLine = (text: string): string => {
  const lines = text.split(/\r\n|\r|\n/);
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.trim() ?? "";
    if (line !== "" && line !== ".") return excerpt(line, 300);
  }
  return "";
};
