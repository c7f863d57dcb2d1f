import type { AdapterFault } from "../adapter.ts";

/** The default of {@link BodyQueueOptions.highWaterBytes}. */
const defaultHighWaterBytes = 256 * 1024;
/** The cost of a waiting piece besides its bytes, so that a body of single bytes stays bounded as well. */
const pieceBytes = 64;

type Pulled = IteratorResult<Uint8Array, undefined>;
const done: Pulled = { done: true, value: undefined };

/** Controls a body's connection. */
export interface BodyQueueOptions {
  /** When this many bytes wait for the reader, the connection pauses. Default 256 KiB. */
  readonly highWaterBytes?: (() => number) | undefined;
  /** Stops reading from the network. */
  readonly pause: () => void;
  /** Resumes reading; also called when nothing was paused. */
  readonly resume: () => void;
  /** Destroys the connection: the reader left before the end. */
  readonly leave: () => void;
}

/** A queue between a body that is pushed and a reader that pulls; `return()` never waits for a pull that hangs. */
export interface BodyQueue extends AsyncIterable<Uint8Array, undefined> {
  /** Adds a piece of the body; drops it after the end. */
  readonly push: (chunk: Uint8Array) => void;
  /** Ends the body as whole. */
  readonly end: () => void;
  /** Ends the body as cut: the reader gets the queued pieces first, then every pull rejects with the fault. */
  readonly fail: (fault: AdapterFault) => void;
  /** Drops the queued pieces, so that the next pull gets the fault. */
  readonly discard: () => void;
}

/** Makes a {@link BodyQueue}, empty and open. */
export const makeBodyQueue = (options: BodyQueueOptions): BodyQueue => {
  let chunks: Array<Uint8Array> = [];
  let bytes = 0;
  let end: "whole" | "left" | AdapterFault | undefined;
  let waiter: { resolve: (pulled: Pulled) => void; reject: (fault: AdapterFault) => void } | undefined;

  const settle = (outcome: NonNullable<typeof end>): void => {
    if (end !== undefined) return;
    end = outcome;
    if (outcome === "whole" || outcome === "left") waiter?.resolve(done);
    else waiter?.reject(outcome);
    waiter = undefined;
  };

  const reader: AsyncIterator<Uint8Array, undefined> = {
    next: () => {
      const chunk = chunks.shift();
      if (chunk !== undefined) {
        bytes -= chunk.byteLength + pieceBytes;
        // Not before the queue is empty: each resume makes undici copy once more what its parser has not read yet.
        if (bytes === 0 && end === undefined) options.resume();
        return Promise.resolve({ done: false, value: chunk });
      }
      if (end === "whole" || end === "left") return Promise.resolve(done);
      if (end !== undefined) return Promise.reject(end);
      if (waiter !== undefined) return Promise.reject(new Error("only one pull of a body may be pending at a time"));
      return new Promise((resolve, reject) => {
        waiter = { resolve, reject };
      });
    },
    return: () => {
      chunks = [];
      const open = end === undefined;
      settle("left");
      if (open) options.leave();
      return Promise.resolve(done);
    },
  };

  return {
    push: (chunk) => {
      if (end !== undefined) return;
      if (waiter !== undefined) {
        waiter.resolve({ done: false, value: chunk });
        waiter = undefined;
        return;
      }
      chunks.push(chunk);
      bytes += chunk.byteLength + pieceBytes;
      if (bytes >= (options.highWaterBytes?.() ?? defaultHighWaterBytes)) options.pause();
    },
    end: () => settle("whole"),
    fail: settle,
    discard: () => {
      chunks = [];
    },
    [Symbol.asyncIterator]: () => reader,
  };
};
