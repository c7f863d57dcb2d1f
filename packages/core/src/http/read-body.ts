import { Effect } from "effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import { makeByteBuffer } from "./byte-buffer.ts";
import type { HttpStream } from "./http.ts";

/** The whole body; over `maxBytes` it fails with `BadResponse` (reason `too-large`) as soon as that is known. */
export const readBody = (
  answer: HttpStream,
  label: string,
  maxBytes: number,
): Effect.Effect<Uint8Array<ArrayBuffer>, JobwireError> =>
  Effect.gen(function* () {
    const buffer = makeByteBuffer();
    for (;;) {
      const piece = yield* answer.pull;
      if (piece === undefined) return buffer.bytes();
      if (buffer.length() + piece.byteLength > maxBytes) {
        return yield* Effect.fail(
          new BadResponse({
            message: `${label}: the answer is larger than ${maxBytes} bytes and was not read further`,
            reason: "too-large",
            statusCode: answer.status,
          }),
        );
      }
      buffer.append(piece);
    }
  });

/**
 * What can be read of an error's body in `withinMs`, at most `maxBytes`: the rest is left, and a body that breaks off or drips is
 * taken as far as it came, because the status alone already says that the request failed.
 */
export const readErrorBody = (
  answer: HttpStream,
  maxBytes: number,
  withinMs: number,
): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.suspend(() => {
    const buffer = makeByteBuffer();
    const read = Effect.gen(function* () {
      while (buffer.length() < maxBytes) {
        const piece = yield* answer.pull;
        if (piece === undefined) return;
        buffer.append(piece.subarray(0, maxBytes - buffer.length()));
      }
    });
    return Effect.map(Effect.ignore(Effect.timeoutOption(read, withinMs)), () => buffer.bytes());
  });
