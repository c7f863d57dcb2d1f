/** Removes this character from the text's end; a pattern such as `x+$` would start again at each of many. */
export const withoutEnding = (text: string, character: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
};

/** True when `second` occurs after `first`; a pattern such as `first.*second` would search again after every `first`. */
export const holdsInOrder = (text: string, first: string, second: string): boolean => {
  const at = text.indexOf(first);
  return at !== -1 && text.includes(second, at + first.length);
};
