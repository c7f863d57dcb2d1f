import { maxSocketCuts } from "../decide/facts.ts";

/** The tail follows a log below this many UTF-16 units by socket, however often the link cuts. */
const minUnits = 256 * 1024;

/**
 * How often the tail may divide the size limit for following by socket by four before a log of this many units is above it; -1 for a
 * log that is above it from the start.
 */
export const socketFits = (units: number, socketUnits: number): number => {
  let cuts = -1;
  while (cuts < maxSocketCuts && units <= Math.max(Math.min(minUnits, socketUnits), socketUnits / 4 ** (cuts + 1)))
    cuts++;
  return cuts;
};
