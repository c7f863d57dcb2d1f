/** Bytes of a stream's parts as bodies and as server-sent events. Works on bytes, since decoding would be for nothing. */
const newline = 10;
const carriageReturn = 13;
const comma = 44;
const openBracket = 91;
const closeBracket = 93;
const space = 32;
const dataField = new TextEncoder().encode("data:");

/** Lines of JSON as a JSON array. */
export const jsonArray = (lines: Uint8Array): Uint8Array => {
  const array = new Uint8Array(Math.max(lines.length + 1, 2));
  array[0] = openBracket;
  for (let at = 0; at < lines.length; at += 1) {
    const byte = lines[at] as number;
    array[at + 1] = byte === newline ? comma : byte;
  }
  array[array.length - 1] = closeBracket;
  return array;
};

const endsLine = (byte: number | undefined): boolean => byte === newline || byte === carriageReturn;

/**
 * Text as the data of one server-sent event: `data:` before each line. Parsers remove one space after the colon, so a line that begins
 * with a space gets another one. `\r` ends a line as `\n` does, since parsers take it for a line's end, too.
 */
export const eventData = (text: Uint8Array): Uint8Array => {
  // Searched by indexOf, which is far quicker than a loop over bytes. A log's text has no `\r`.
  const hasReturns = text.includes(carriageReturn);
  const lineEnd = (start: number): number => {
    if (!hasReturns) {
      const found = text.indexOf(newline, start);
      return found < 0 ? text.length : found;
    }
    let end = start;
    while (end < text.length && !endsLine(text[end])) end += 1;
    return end;
  };
  let size = 0;
  for (let start = 0; start <= text.length; ) {
    const end = lineEnd(start);
    size += dataField.length + (text[start] === space && end > start ? 1 : 0) + end - start + 1;
    start = end + 1;
  }
  const data = new Uint8Array(size);
  let at = 0;
  let from = 0;
  while (from <= text.length) {
    const to = lineEnd(from);
    data.set(dataField, at);
    at += dataField.length;
    if (text[from] === space && to > from) {
      data[at] = space;
      at += 1;
    }
    data.set(text.subarray(from, to), at);
    at += to - from;
    data[at] = newline;
    at += 1;
    from = to + 1;
  }
  return data;
};
