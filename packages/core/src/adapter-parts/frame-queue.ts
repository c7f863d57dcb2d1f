import type { AdapterSocket, SocketClosed, SocketFrames } from "../adapter.ts";

/** The cost of a waiting frame besides its bytes; otherwise a flood of empty frames would cost nothing and never pause. */
const frameBytes = 16;

/** Callbacks at the two limits of a {@link FrameQueue}. */
export interface FrameQueueOptions {
  /** The queue calls `onFull` when this many bytes wait. */
  readonly highWaterBytes: number;
  /** Pauses the socket, or closes it if it cannot pause. Called once each time the queue fills. */
  readonly onFull: () => void;
  /** Resumes reading: the reader took all frames after `onFull`. */
  readonly onDrained: () => void;
}

/** A queue between a socket that pushes and a reader that pulls. */
export interface FrameQueue {
  readonly pull: AdapterSocket["pull"];
  /** Adds a frame of this many bytes; drops it after the close. */
  readonly push: (frame: string | Uint8Array, bytes: number) => void;
  /** Ends the queue; the reader gets the end after the frames. Only the first end counts. */
  readonly close: (closed: SocketClosed) => void;
  /** Drops the queued frames: the reader is gone. */
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
      // The frames of one packet may all arrive in one turn: the reader gets them together.
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
      if (waiter !== undefined) return Promise.reject(new Error("only one pull of a socket may be pending at a time"));
      return new Promise((resolve) => {
        waiter = resolve;
      });
    },
  };
};
