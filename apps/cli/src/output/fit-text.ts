import stringWidth from "string-width";

/** Made when it is needed: it takes longer than the rest of a short table. */
let characters: Intl.Segmenter | undefined;

/** The text in at most `width` columns of a terminal; an ellipsis replaces what does not fit. Cuts between whole characters. */
export const fitText = (text: string, width: number): string => {
  // A column has at least a quarter of a UTF-16 unit, also of the longest emoji. The slice keeps this cheap for a script of megabytes.
  const start = text.slice(0, 16 * (width + 1));
  if (start.length === text.length && stringWidth(text) <= width) return text;
  characters ??= new Intl.Segmenter();
  let fitted = "";
  let used = 0;
  for (const { segment } of characters.segment(start)) {
    const columns = stringWidth(segment);
    if (used + columns > width - 1) break;
    fitted += segment;
    used += columns;
  }
  return `${fitted}…`;
};
