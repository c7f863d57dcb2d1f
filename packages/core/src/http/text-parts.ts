/** The text without this character at its end; a pattern such as `x+$` would begin anew at every one of many. */
export const withoutEnding = (text: string, character: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
};

/** Whether `second` stands somewhere after `first`; a pattern such as `first.*second` would look again after every `first`. */
export const holdsInOrder = (text: string, first: string, second: string): boolean => {
  const at = text.indexOf(first);
  return at !== -1 && text.includes(second, at + first.length);
};
