import type { Coordinate } from "./coordinate.ts";

/**
 * The first index of a text, which begins at the position `at`, that reaches a later position; the text's length when only its end
 * or nothing of it does.
 */
export const indexOfPosition = (text: string, at: Coordinate, position: Coordinate): number => {
  let index = 0;
  let units = position.units - at.units;
  let newlines = units > 0 ? 0 : at.newlines;
  while (units > 0 && index < text.length) {
    const newline = text.indexOf("\n", index);
    const available = (newline === -1 ? text.length : newline) - index;
    if (available >= units) {
      index += units;
      units = 0;
    } else {
      units -= available;
      index = newline === -1 ? text.length : newline + 1;
    }
  }
  while (newlines < position.newlines && text.charCodeAt(index) === 10) {
    index++;
    newlines++;
  }
  // Without that many newlines, the next character is already after the position.
  return newlines < position.newlines && index < text.length ? index + 1 : index;
};
