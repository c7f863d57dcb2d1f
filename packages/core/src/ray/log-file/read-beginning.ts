import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import type { FileAnswer } from "../../tail/backend.ts";

/** The largest line count that Ray 2.60 accepts; above, it responds 500 `Value out of range`. */
export const maxLines: number = 2_147_483_647;

/** Requests the last `lines` raw lines of the file, -1 for all of them. */
export type OpenLogFile = (lines: number) => Effect.Effect<FileAnswer, JobwireError, Scope.Scope>;

/** The first bytes of a response. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** The response has no more bytes. */
  readonly ended: boolean;
  /** The error that cut the response after these bytes. */
  readonly cutBy?: JobwireError;
}

const joined = (pieces: ReadonlyArray<Uint8Array>, bytes: number): Uint8Array => {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

/**
 * Reads the first `want` bytes of a response, or all of it if it is shorter. A response that is cut earlier is enough when it has
 * `least` bytes: over a link that cuts every response, the larger part never arrives.
 */
export const readFirstBytes = (
  answer: FileAnswer,
  want: number,
  least: number,
): Effect.Effect<Beginning, JobwireError> =>
  Effect.gen(function* () {
    const pieces: Array<Uint8Array> = [];
    let bytes = 0;
    while (bytes < want) {
      const pulled = yield* Effect.result(answer.pull);
      if (pulled._tag === "Failure") {
        if (bytes < least) return yield* Effect.fail(pulled.failure);
        return { bytes: joined(pieces, bytes), ended: false, cutBy: pulled.failure };
      }
      const piece = pulled.success;
      if (piece === undefined) return { bytes: joined(pieces, bytes), ended: true };
      pieces.push(piece);
      bytes += piece.length;
    }
    return { bytes: joined(pieces, bytes), ended: false };
  });

/** {@link readFirstBytes} of the response to `lines`, on a connection that is closed then. */
export const readBeginning = (
  open: OpenLogFile,
  lines: number,
  want: number,
  least: number = want,
): Effect.Effect<Beginning, JobwireError> =>
  Effect.scoped(Effect.flatMap(open(Math.min(lines, maxLines)), (answer) => readFirstBytes(answer, want, least)));
