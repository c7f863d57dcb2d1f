/** The rows that a terminal shows after this output: it obeys newlines, `\r`, cursor up and erase line, and drops other sequences. */
export const screenOf = (output: string): ReadonlyArray<string> => {
  const rows: Array<string> = [""];
  let row = 0;
  // oxlint-disable-next-line no-control-regex -- matches control sequences
  for (const [token] of output.matchAll(/\u001b\[(?:\?)?[0-9;]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
    if (token === "\n") {
      row += 1;
      rows[row] ??= "";
    } else if (token === "\u001b[1A") row = Math.max(0, row - 1);
    else if (token === "\u001b[2K") rows[row] = "";
    else if (token !== "\r" && !token.startsWith("\u001b")) rows[row] += token;
  }
  return rows;
};
