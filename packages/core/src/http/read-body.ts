import { Effect } from "effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import type { HttpStream } from "./http.ts";

/** The pieces as one. */
export const joinBytes = (pieces: ReadonlyArray<Uint8Array>, total: number): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
};

/** The whole body; over `maxBytes` it fails with `BadResponse` (reason `too-large`) as soon as that is known. */
export const readBody = (
  answer: HttpStream,
  label: string,
  maxBytes: number,
): Effect.Effect<Uint8Array<ArrayBuffer>, JobwireError> =>
  Effect.gen(function* () {
    const pieces: Array<Uint8Array> = [];
    let total = 0;
    for (;;) {
      const piece = yield* answer.pull;
      if (piece === undefined) return joinBytes(pieces, total);
      total += piece.byteLength;
      if (total > maxBytes) {
        return yield* Effect.fail(
          new BadResponse({
            message: `${label}: the answer is larger than ${maxBytes} bytes and was not read further`,
            reason: "too-large",
            statusCode: answer.status,
          }),
        );
      }
      pieces.push(piece);
    }
  });

/**
 * What can be read of an error's body, at most `maxBytes`: the rest is left, and a body that breaks off is taken as far as it
 * came, because the status alone already tells that the request failed.
 */
export const readErrorBody = (answer: HttpStream, maxBytes: number): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.gen(function* () {
    const pieces: Array<Uint8Array> = [];
    let total = 0;
    while (total < maxBytes) {
      const piece = yield* answer.pull.pipe(Effect.catch(() => Effect.succeed(undefined)));
      if (piece === undefined) break;
      const part = piece.subarray(0, maxBytes - total);
      pieces.push(part);
      total += part.byteLength;
    }
    return joinBytes(pieces, total);
  });
