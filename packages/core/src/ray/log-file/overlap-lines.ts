import type { FileAnchor } from "../../tail/text/anchor.ts";
import { knownLength } from "../../tail/text/fingerprint.ts";
import { countRawNewlines } from "../../tail/text/newlines.ts";

/** A request goes back at least this many raw lines further than the known lines. */
export const minSlack = 64;

/** Raw lines before the anchor that a response must show so that its bytes can be compared; an estimate where only their hash is known. */
export const fewestOverlapLines = ({ tail, rawLines, bytes }: FileAnchor): number =>
  "print" in tail
    ? Math.min(rawLines, Math.ceil((knownLength(tail) * rawLines) / bytes) + 1)
    : countRawNewlines(tail.bytes);

/** {@link fewestOverlapLines} where lines cost little: with more of them, a wrong estimate matters less. */
export const overlapLines = (at: FileAnchor): number =>
  "print" in at.tail ? Math.max(fewestOverlapLines(at), Math.min(at.rawLines, minSlack)) : fewestOverlapLines(at);
