import type { Known } from "../../tail/text/fingerprint.ts";

/**
 * True when bytes may show themselves again a few lines further on, so that they do not tell one place from a later one: some end
 * of them is also their beginning. Bytes of which only the hash is known may, too.
 */
export const isSelfSimilar = (known: Known): boolean => {
  if ("print" in known) return known.print.bytes > 0;
  const { bytes } = known;
  // The longest border of each beginning, as in the search of Knuth, Morris and Pratt.
  const borders = new Uint32Array(bytes.length);
  let border = 0;
  for (let at = 1; at < bytes.length; at++) {
    while (border > 0 && bytes[at] !== bytes[border]) border = borders[border - 1] as number;
    if (bytes[at] === bytes[border]) border++;
    borders[at] = border;
  }
  return border > 0;
};
