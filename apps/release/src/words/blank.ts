/** A text of the same length and lines, made of a filler that is not a letter: no phrase can match across it. */
export const blank = (text: string): string => text.replaceAll(/[^\n]/g, "·");
