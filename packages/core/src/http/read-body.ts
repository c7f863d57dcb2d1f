import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError } from "../errors.ts";
import { makeByteBuffer } from "./byte-buffer.ts";
import type { HttpStream } from "./http.ts";

/** The whole body; fails with `BadResponse` (reason `too-large`) as soon as it exceeds `maxBytes`. */
export const readBody = (
  response: HttpStream,
  label: string,
  maxBytes: number,
): Effect.Effect<Uint8Array<ArrayBuffer>, JobwireError> =>
  Effect.gen(function* () {
    const buffer = makeByteBuffer();
    for (;;) {
      const piece = yield* response.pull;
      if (piece === undefined) return buffer.bytes();
      if (buffer.length() + piece.byteLength > maxBytes) {
        return yield* Effect.fail(
          new BadResponse({
            message: `${label}: the response is larger than ${maxBytes} bytes, so reading stopped`,
            reason: "too-large",
            statusCode: response.status,
          }),
        );
      }
      buffer.append(piece);
    }
  });

/**
 * The part of an error's body that arrives in `withinMs`, at most `maxBytes`. A body that breaks off or drips counts as far as
 * it arrived, because the status alone already shows that the request failed.
 */
export const readErrorBody = (
  response: HttpStream,
  maxBytes: number,
  withinMs: number,
): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.suspend(() => {
    const buffer = makeByteBuffer();
    const read = Effect.gen(function* () {
      while (buffer.length() < maxBytes) {
        const piece = yield* response.pull;
        if (piece === undefined) return;
        buffer.append(piece.subarray(0, maxBytes - buffer.length()));
      }
    });
    const bytes = (): Uint8Array<ArrayBuffer> => buffer.bytes();
    return Effect.match(Effect.timeoutOption(read, withinMs), { onFailure: bytes, onSuccess: bytes });
  });
