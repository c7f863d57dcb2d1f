/** Where a text goes on after units that are not newlines, and how many of them it does not have. */
export interface Skipped {
  readonly index: number;
  readonly unitsLeft: number;
}

/** Skips so many UTF-16 units of a text from its start on, newlines between them not counted. Newlines after the last unit stay. */
export const skipUnits = (text: string, units: number): Skipped => {
  let index = 0;
  let unitsLeft = units;
  while (unitsLeft > 0 && index < text.length) {
    const newline = text.indexOf("\n", index);
    const available = (newline === -1 ? text.length : newline) - index;
    if (available >= unitsLeft) return { index: index + unitsLeft, unitsLeft: 0 };
    unitsLeft -= available;
    index = newline === -1 ? text.length : newline + 1;
  }
  return { index, unitsLeft };
};
