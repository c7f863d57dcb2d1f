import { hiddenCharacters, jsonText, mayHide } from "@jobwire/core/adapter-parts";

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

/** One line of JSON without hidden characters: safe on a terminal, and the same data to a parser. */
export const jsonLine = (value: unknown): string => {
  const text = jsonText(value);
  return `${mayHide.test(text) ? text.replace(hiddenCharacters, escaped) : text}\n`;
};
