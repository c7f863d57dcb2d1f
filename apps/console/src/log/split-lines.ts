import { type LogRow, shownBytes } from "./log-row.ts";

const newline = 0x0a;

/** The text of a line's first bytes: a character that the limit cuts is left out. */
const textOf = (bytes: Uint8Array): string =>
  bytes.length <= shownBytes
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, shownBytes), { stream: true });

/** The rows of a piece of the log that begins at the start of line `number`, at `offset`. The last one may be open. */
export const splitLines = (bytes: Uint8Array, offset: number, number: number): Array<LogRow> => {
  const rows: Array<LogRow> = [];
  let at = 0;
  while (at < bytes.length) {
    const found = bytes.indexOf(newline, at);
    const end = found < 0 ? bytes.length : found;
    rows.push({
      from: offset + at,
      offset: offset + at,
      end: offset + (found < 0 ? end : end + 1),
      number: number + rows.length,
      text: textOf(bytes.subarray(at, end)),
      cut: end - at > shownBytes,
      open: found < 0,
      hidden: 0,
    });
    at = end + 1;
  }
  return rows;
};

/** How many lines end in a piece. */
export const countNewlines = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
};
