import type { Coordinate } from "./coordinate.ts";
import { skipUnits } from "./skip-units.ts";

/**
 * The first index of a text, which begins at the position `at`, that reaches a later position; the text's length when only its end
 * or nothing of it does.
 */
export const indexOfPosition = (text: string, at: Coordinate, position: Coordinate): number => {
  const units = position.units - at.units;
  let { index } = skipUnits(text, units);
  let newlines = units > 0 ? 0 : at.newlines;
  while (newlines < position.newlines && text.charCodeAt(index) === 10) {
    index++;
    newlines++;
  }
  // Without that many newlines, the next character is already after the position.
  return newlines < position.newlines && index < text.length ? index + 1 : index;
};
