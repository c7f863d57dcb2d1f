import type { AdapterFault } from "../adapter.ts";

/** Bytes of a body that may wait for their reader before its connection is no longer read. */
const highWaterBytes = 256 * 1024;
/** What a waiting piece costs beside its bytes, so that a body of single bytes stays bounded, too. */
const pieceBytes = 64;

type Pulled = IteratorResult<Uint8Array, undefined>;
const done: Pulled = { done: true, value: undefined };

/** How a body's connection is worked. */
export interface BodyQueueOptions {
  /** Stops reading from the network. */
  readonly pause: () => void;
  /** Reads on; also called when nothing was paused. */
  readonly resume: () => void;
  /** The reader left before the end: destroys the connection. */
  readonly leave: () => void;
}

/** Between a body that is pushed and a reader that pulls; `return()` never waits for a pull that hangs. */
export interface BodyQueue extends AsyncIterable<Uint8Array, undefined> {
  /** A piece of the body; dropped after the end. */
  readonly push: (chunk: Uint8Array) => void;
  /** The body came whole. */
  readonly end: () => void;
  /** It did not: what arrived is given out first, then every pull rejects with the fault. */
  readonly fail: (fault: AdapterFault) => void;
  /** Drops what waits, so that a fault is what the next pull gets. */
  readonly discard: () => void;
}

/** Makes a {@link BodyQueue}, empty and open. */
export const makeBodyQueue = (options: BodyQueueOptions): BodyQueue => {
  let chunks: Array<Uint8Array> = [];
  let bytes = 0;
  let end: "whole" | "left" | AdapterFault | undefined;
  let waiter: { resolve: (pulled: Pulled) => void; reject: (fault: AdapterFault) => void } | undefined;

  const settle = (how: NonNullable<typeof end>): void => {
    if (end !== undefined) return;
    end = how;
    if (how === "whole" || how === "left") waiter?.resolve(done);
    else waiter?.reject(how);
    waiter = undefined;
  };

  const reader: AsyncIterator<Uint8Array, undefined> = {
    next: () => {
      const chunk = chunks.shift();
      if (chunk !== undefined) {
        bytes -= chunk.byteLength + pieceBytes;
        // Not before all is pulled: each resume makes undici copy what its parser has not seen yet once more.
        if (bytes === 0 && end === undefined) options.resume();
        return Promise.resolve({ done: false, value: chunk });
      }
      if (end === "whole" || end === "left") return Promise.resolve(done);
      if (end !== undefined) return Promise.reject(end);
      if (waiter !== undefined) return Promise.reject(new Error("a body is pulled once at a time"));
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
      if (bytes >= highWaterBytes) options.pause();
    },
    end: () => settle("whole"),
    fail: settle,
    discard: () => {
      chunks = [];
    },
    [Symbol.asyncIterator]: () => reader,
  };
};
