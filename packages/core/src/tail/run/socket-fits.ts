import { maxSocketCuts } from "../decide/facts.ts";

/** Below this many UTF-16 units a log is followed by socket, however often the link cuts. */
const minUnits = 256 * 1024;

/**
 * How often the limit for logs that are followed by socket may be divided by four before a log of so many units is above it; -1 for a
 * log that is above it from the start.
 */
export const socketFits = (units: number, socketUnits: number): number => {
  let cuts = -1;
  while (cuts < maxSocketCuts && units <= Math.max(Math.min(minUnits, socketUnits), socketUnits / 4 ** (cuts + 1)))
    cuts++;
  return cuts;
};
