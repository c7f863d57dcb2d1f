import * as Effect from "effect/Effect";
import { BadResponse } from "../errors.ts";
import { makeByteBuffer } from "./byte-buffer.ts";

/** Deno's stream returns all that one piece unpacks to at once, up to 1,000 times its size: a small piece bounds that. */
const pieceBytes = 16 * 1024;

/**
 * True when the bytes are gzip data. Checks the bytes, not the headers: some runtimes unpack the body and keep the header. JSON
 * never begins with these bytes.
 */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks the bytes with the standard's own stream. Fails with `BadResponse`: reason `encoding` when they are damaged or cut
 * short, `too-large` as soon as they unpack to more than `maxBytes`.
 */
export const gunzip = (
  bytes: Uint8Array<ArrayBuffer>,
  label: string,
  maxBytes: number,
): Effect.Effect<Uint8Array<ArrayBuffer>, BadResponse> =>
  Effect.callback((resume) => {
    const unpacking = new DecompressionStream("gzip");
    const writer = unpacking.writable.getWriter();
    const reader = unpacking.readable.getReader();
    const buffer = makeByteBuffer();
    let tooLarge = false;

    /** Both ends report a failure; the reader's error becomes the result, so the writer's is dropped. */
    const feed = async (): Promise<void> => {
      for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
        await writer.write(bytes.subarray(start, start + pieceBytes));
      }
      await writer.close();
    };
    const stop = (): void => {
      void writer.abort().catch(() => undefined);
      void reader.cancel().catch(() => undefined);
    };
    const drain = async (): Promise<Uint8Array<ArrayBuffer>> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        tooLarge = buffer.length() + value.byteLength > maxBytes;
        if (tooLarge) throw new RangeError("too large");
        buffer.append(value);
      }
      return buffer.bytes();
    };

    feed().catch(() => undefined);
    drain().then(
      (whole) => resume(Effect.succeed(whole)),
      (cause: unknown) => {
        stop();
        resume(
          Effect.fail(
            tooLarge
              ? new BadResponse({
                  message: `${label}: the response unpacks to more than ${maxBytes} bytes, so reading stopped`,
                  reason: "too-large",
                })
              : new BadResponse({
                  message: `${label}: the compressed response is damaged or incomplete. Try again, and check the proxies in between`,
                  reason: "encoding",
                  cause,
                }),
          ),
        );
      },
    );
    return Effect.sync(stop);
  });
