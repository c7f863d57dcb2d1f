/** Whether the text so far ended in `\r`, whose `\n` (if one follows at once) belongs to it. */
export interface NewlineState {
  pendingCr: boolean;
}

/** Text whose line ends are all `\n`. */
export const universalNewlines = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

/**
 * Universal newlines without waiting: `\r` becomes `\n` at once, and a `\n` directly after it is dropped, also in the next piece.
 * Ray's own text does the same (2.60), but its live socket forgets the `\r` at the end of a poll.
 */
export const normaliseNewlines = (text: string, state: NewlineState): string => {
  if (text.length === 0) return text;
  let rest = text;
  if (state.pendingCr) {
    state.pendingCr = false;
    if (rest.charCodeAt(0) === 10) rest = rest.slice(1);
  }
  state.pendingCr = rest.endsWith("\r");
  return universalNewlines(rest);
};

/** How many `\n` are in the text. */
export const countNewlines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
};

/** How many `\n` bytes are in a piece of a file. */
export const countRawNewlines = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
};

/** How many `\n` the text begins with. */
export const leadingNewlines = (text: string): number => {
  let at = 0;
  while (text.charCodeAt(at) === 10) at++;
  return at;
};

/** How many `\n` the text ends in. */
export const trailingNewlines = (text: string): number => {
  let at = text.length;
  while (at > 0 && text.charCodeAt(at - 1) === 10) at--;
  return text.length - at;
};

/** Text and how many `\n` are in it: counting them once more in a large log costs a tenth of the client's time. */
export interface CountedText {
  readonly text: string;
  readonly newlines: number;
  /** The text split at each `\n`, if that was wanted: the lines and then the rest. Belongs to the one that receives the text. */
  readonly split?: Array<string> | undefined;
}

/** Counts a text's newlines. `wantsLines`: splits the text, which costs no more than to count, and keeps the lines. */
export const counted = (text: string, wantsLines: boolean = false): CountedText => {
  if (!wantsLines) return { text, newlines: countNewlines(text) };
  const split = text.split("\n");
  return { text, newlines: split.length - 1, split };
};
