import * as Effect from "effect/Effect";
import { type JobwireError, StreamLimitExceeded } from "../../errors.ts";
import type { PlainAnswer } from "../backend.ts";

/** The largest number of UTF-16 units of a log in one string. */
const maxUnits = 256 * 1024 * 1024;

/** The whole log as one string; above 268,435,456 characters `StreamLimitExceeded` (reason `bytes`). */
export const wholeLog = (label: string, log: PlainAnswer): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const blocks: Array<string> = [];
    let pieces: Array<string> = [];
    let units = 0;
    for (;;) {
      const piece = yield* log.pull;
      if (piece === undefined) return blocks.concat(pieces).join("");
      units += piece.length;
      if (units > maxUnits) {
        return yield* Effect.fail(
          new StreamLimitExceeded({
            message: `${label} is longer than ${maxUnits} characters, too long for one string. Use tailLogs.`,
            reason: "bytes",
          }),
        );
      }
      pieces.push(piece);
      // A server may send single bytes; one string for each would take many times their memory.
      if (pieces.length === 4096) {
        blocks.push(pieces.join(""));
        pieces = [];
      }
    }
  });
