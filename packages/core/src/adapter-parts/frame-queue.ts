import type { AdapterSocket, SocketClosed, SocketFrames } from "../adapter.ts";

/** What a waiting frame costs beside its bytes; else a flood of empty frames would cost nothing and never pause. */
const frameBytes = 16;

/** What happens at the two edges of a {@link FrameQueue}. */
export interface FrameQueueOptions {
  /** Bytes of waiting frames at which `onFull` is called. */
  readonly highWaterBytes: number;
  /** Pauses the socket, or closes it where it cannot pause. Called once per filling. */
  readonly onFull: () => void;
  /** All was pulled after `onFull`: reading may go on. */
  readonly onDrained: () => void;
}

/** Between a socket that pushes and a reader that pulls. */
export interface FrameQueue {
  readonly pull: AdapterSocket["pull"];
  /** A frame of this many bytes; dropped after the close. */
  readonly push: (frame: string | Uint8Array, bytes: number) => void;
  /** The end, given out after the frames; only the first counts. */
  readonly close: (closed: SocketClosed) => void;
  /** Drops what waits: its reader is gone. */
  readonly discard: () => void;
}

/** Makes a {@link FrameQueue}, empty and open. */
export const makeFrameQueue = (options: FrameQueueOptions): FrameQueue => {
  let frames: Array<string | Uint8Array> = [];
  let bytes = 0;
  let full = false;
  let closed: SocketClosed | undefined;
  let waiter: ((pulled: SocketFrames | SocketClosed) => void) | undefined;

  const take = (): SocketFrames | SocketClosed | undefined => {
    if (frames.length === 0) return closed;
    const taken: SocketFrames = { type: "frames", frames };
    frames = [];
    bytes = 0;
    if (full) {
      full = false;
      options.onDrained();
    }
    return taken;
  };
  const wake = (): void => {
    if (waiter === undefined) return;
    const taken = take();
    if (taken === undefined) return;
    waiter(taken);
    waiter = undefined;
  };

  return {
    push: (frame, size) => {
      if (closed !== undefined) return;
      frames.push(frame);
      bytes += size + frameBytes;
      if (bytes >= options.highWaterBytes && !full) {
        full = true;
        options.onFull();
      }
      // A packet's frames may all be pushed in one turn: give them together.
      if (frames.length === 1) queueMicrotask(wake);
    },
    close: (end) => {
      closed ??= end;
      wake();
    },
    discard: () => {
      frames = [];
      bytes = 0;
    },
    pull: () => {
      const taken = take();
      if (taken !== undefined) return Promise.resolve(taken);
      if (waiter !== undefined) return Promise.reject(new Error("a socket is pulled once at a time"));
      return new Promise((resolve) => {
        waiter = resolve;
      });
    },
  };
};
