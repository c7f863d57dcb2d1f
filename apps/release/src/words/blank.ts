/** A text of the same shape without a word in it: the filler is no letter, so that no phrase is found across it. */
export const blank = (text: string): string => text.replaceAll(/[^\n]/g, "·");
