import type { Known } from "../../tail/text/fingerprint.ts";

/**
 * True when the same bytes may occur again a few lines later, so that they do not identify one position: some suffix of them is
 * also a prefix. True as well when only their hash is known.
 */
export const isSelfSimilar = (known: Known): boolean => {
  if ("print" in known) return known.print.bytes > 0;
  const { bytes } = known;
  // The longest border of each prefix, as in the Knuth-Morris-Pratt search.
  const borders = new Uint32Array(bytes.length);
  let border = 0;
  for (let at = 1; at < bytes.length; at++) {
    while (border > 0 && bytes[at] !== bytes[border]) border = borders[border - 1] as number;
    if (bytes[at] === bytes[border]) border++;
    borders[at] = border;
  }
  return border > 0;
};
