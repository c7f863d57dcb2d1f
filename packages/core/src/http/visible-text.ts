/** The control characters C0 (but tab), DEL and C1, line separators, and the characters that turn the direction of text. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const hidden = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The text with control characters written out (`\x1b`, `\u202e`), so that a server's text can stand in a message on one
 * line and do nothing to a terminal (CWE-150).
 */
export const visibleText = (text: string): string =>
  text.replace(hidden, (character) => {
    const code = character.charCodeAt(0);
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });

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
