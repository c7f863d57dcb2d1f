import { universalNewlines } from "../tail/text/newlines.ts";
import { wellFormed } from "./well-formed.ts";

/** Follows each message while their escapes are decoded together. JSON allows it in a string, and no escape contains it. */
export const mark: string = "\u007f";

/** Messages as JSON strings without their quotes. */
export interface MessageBodies {
  /** At least one of them has an escape. */
  readonly escaped: boolean;
  /** With a mark after each. */
  readonly marked: () => string;
  /** Only when none has an escape: the messages with a newline after each; undefined when one of them is no JSON string. */
  readonly unescaped: () => string | undefined;
}

/** The value of a JSON string without its quotes; undefined when it is not one. */
export const unquoted = (body: string): string | undefined => {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return undefined;
  }
};

const countMarks = (text: string): number => {
  let found = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) found++;
  return found;
};

/**
 * The log text of this number of messages, the same as of each alone: universal newlines, and one after each message that has none at
 * its end. Undefined when one of them is no JSON string, or when only a decoder of single messages can show the text.
 *
 * One JSON string of all of them is valid only if each of them is: an unescaped quote or a control character in any of them is an
 * error in all, and an escape that is cut off at the end of one does not continue with a mark.
 */
export const logTextOf = ({ escaped, marked, unescaped }: MessageBodies, count: () => number): string | undefined => {
  const decoded = escaped ? unquoted(marked()) : unescaped();
  if (decoded === undefined) return undefined;
  if (!escaped) return wellFormed(decoded);
  // A message contains the mark.
  if (countMarks(decoded) !== count()) return undefined;
  const text = universalNewlines(wellFormed(decoded));
  return text.replaceAll(`\n${mark}`, "\n").replaceAll(mark, "\n");
};
