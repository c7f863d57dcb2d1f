import { countNewlines, trailingNewlines } from "./newlines.ts";

/**
 * A position in normalised log text on which all sources agree: UTF-16 units that are not newlines, then the newlines since the last
 * of them. Newlines alone cannot be counted: Ray's live socket sends one too many where a poll fell between `\r` and `\n`.
 */
export interface Coordinate {
  readonly units: number;
  readonly newlines: number;
}

/** The start of a log. */
export const origin: Coordinate = { units: 0, newlines: 0 };

/** The coordinate after more normalised text; pass `newlineCount` when it is known. */
export const advance = (from: Coordinate, text: string, newlineCount: number = countNewlines(text)): Coordinate => {
  if (text.length === 0) return from;
  const units = text.length - newlineCount;
  return units === 0
    ? { units: from.units, newlines: from.newlines + text.length }
    : { units: from.units + units, newlines: trailingNewlines(text) };
};

/** True when `a` is at or after `b`. */
export const reaches = (a: Coordinate, b: Coordinate): boolean =>
  a.units > b.units || (a.units === b.units && a.newlines >= b.newlines);

/** True when both are the same position. */
export const isSame = (a: Coordinate, b: Coordinate): boolean => a.units === b.units && a.newlines === b.newlines;
