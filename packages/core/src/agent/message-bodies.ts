import { wellFormed } from "./well-formed.ts";

/** Stands between messages while their escapes are decoded together. JSON allows it in a string, and no escape contains it. */
const mark = "\u007f";

/** The value of a JSON string without its quotes; undefined when it is not one. */
const unquoted = (body: string): string | undefined => {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return undefined;
  }
};

const count = (text: string, part: string): number => {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) found++;
  return found;
};

/**
 * The log text of several messages, given as JSON strings without their quotes, with `between` from one to the next. The same text as
 * of each message alone: universal newlines, and one after each message that has none at its end. Undefined when one of them is not a
 * JSON string, when they are not `expected` ones, or when only a decoder of single messages can show the text.
 *
 * One JSON string of all of them is valid only if each of them is: an unescaped quote or a control character in any of them is an
 * error in all, and an escape that is cut off at the end of one does not continue with what follows it.
 */
export const logTextOf = (bodies: string, between: string, expected?: number): string | undefined => {
  const each = bodies.split(between);
  if (expected !== undefined && each.length !== expected) return undefined;
  each.push("");
  const decoded = unquoted(each.join(mark));
  if (decoded === undefined) return undefined;
  // Without a backslash nothing is escaped: each text is its message.
  if (!bodies.includes("\\")) return wellFormed(each.join("\n"));
  if (count(decoded, mark) !== each.length - 1) return undefined;
  const marked = wellFormed(decoded);
  const text = marked.includes("\r") ? marked.replace(/\r\n?/g, "\n") : marked;
  return text.replaceAll(`\n${mark}`, "\n").replaceAll(mark, "\n");
};
