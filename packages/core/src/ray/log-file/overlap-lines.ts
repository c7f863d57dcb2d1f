import type { FileAnchor } from "../../tail/text/anchor.ts";

/** A request goes back at least this many raw lines further than the known lines. */
export const minSlack = 64;

/** Raw lines before the anchor that a response must show so that its bytes can be compared. */
export const overlapLines = ({ tail, rawLines }: FileAnchor): number => {
  if ("print" in tail) return Math.min(rawLines, minSlack);
  let lines = 0;
  for (const byte of tail.bytes) if (byte === 10) lines++;
  return lines;
};
