/**
 * The words of a command line up to the cursor, as a shell splits it: quotes, backslashes and spaces. The last word is the one that the
 * user writes, and empty after a space. Reads each character once.
 */
export const splitLine = (line: string): ReadonlyArray<string> => {
  const words: Array<string> = [];
  let word: string | undefined;
  let quote: "'" | '"' | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) {
      quote = undefined;
    } else if (quote === undefined && (character === "'" || character === '"')) {
      quote = character;
      word ??= "";
    } else if (character === "\\" && quote !== "'") {
      at += 1;
      word = (word ?? "") + (line[at] ?? "");
    } else {
      word = (word ?? "") + character;
    }
  }
  return [...words, word ?? ""];
};
