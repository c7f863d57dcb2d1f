import { pieceBytes } from "../spool/recent-pieces.ts";
import { offsetBytes } from "./offset.ts";
import { readerWatch } from "./reader-watch.ts";
import type { StreamPart, StreamView } from "./stream-view.ts";

/** Options of {@link bodyPieces}. */
export interface BodyPiecesOptions {
  /** The first piece, which was read before. */
  readonly first: StreamPart;
  /** The offset after the last byte. */
  readonly next: string;
  /** A reader that takes nothing for this long is dropped. */
  readonly stallMs: number;
  /** Called once, when the body is over. */
  readonly onEnd: () => void;
}

/**
 * The bytes of a stream up to an offset as a body that reads a piece when its reader wants one: a slow reader of a large body holds
 * one piece of it.
 */
export const bodyPieces = (view: StreamView, options: BodyPiecesOptions): ReadableStream<Uint8Array> => {
  const { first, next, stallMs, onEnd } = options;
  let ready: StreamPart | undefined = first;
  let at = first.next;
  let over = false;
  const end = (): void => {
    watch.stop();
    if (over) return;
    over = true;
    onEnd();
  };
  const watch = readerWatch(stallMs, end);
  return new ReadableStream<Uint8Array>(
    {
      start: watch.start,
      pull: async (controller) => {
        watch.stop();
        try {
          const part = ready ?? (await view.read(at, Math.min(pieceBytes, offsetBytes(next) - offsetBytes(at))));
          ready = undefined;
          if (over) return;
          at = part.next;
          controller.enqueue(part.bytes);
          if (at !== next) return watch.start(controller);
          end();
          controller.close();
        } catch (failure) {
          // The length was promised, so the reader sees that the body is cut.
          end();
          controller.error(failure);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
};
