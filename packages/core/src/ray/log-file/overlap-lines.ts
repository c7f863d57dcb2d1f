import type { FileAnchor } from "../../tail/text/anchor.ts";
import { countRawNewlines } from "../../tail/text/newlines.ts";

/** A request goes back at least this many raw lines further than the known lines. */
export const minSlack = 64;

/** Raw lines before the anchor that a response must show so that its bytes can be compared. */
export const overlapLines = ({ tail, rawLines }: FileAnchor): number =>
  "print" in tail ? Math.min(rawLines, minSlack) : countRawNewlines(tail.bytes);
