import { pieceBytes } from "../spool/recent-pieces.ts";
import { offsetBytes } from "./offset.ts";
import type { StreamView } from "./stream-view.ts";

/** Options of {@link bodyPieces}. */
export interface BodyPiecesOptions {
  readonly from: string;
  /** The offset after the last byte. */
  readonly next: string;
  /** A reader that takes nothing for this long is dropped. */
  readonly stallMs: number;
  /** Called once, when the body is over. */
  readonly onEnd: () => void;
}

/**
 * The bytes of a stream between two offsets as a body that reads a piece when its reader wants one: a slow reader of a large body holds
 * one piece of it.
 */
export const bodyPieces = (view: StreamView, options: BodyPiecesOptions): ReadableStream<Uint8Array> => {
  const { from, next, stallMs, onEnd } = options;
  let at = from;
  let over = false;
  let stalled: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(stalled);
    if (over) return;
    over = true;
    onEnd();
  };
  const watch = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    stalled = setTimeout(() => {
      end();
      controller.error(new Error("the reader took nothing for too long"));
    }, stallMs);
  };
  return new ReadableStream<Uint8Array>(
    {
      start: watch,
      pull: async (controller) => {
        clearTimeout(stalled);
        try {
          const part = await view.read(at, Math.min(pieceBytes, offsetBytes(next) - offsetBytes(at)));
          if (over) return;
          at = part.next;
          controller.enqueue(part.bytes);
          if (at !== next) return watch(controller);
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
