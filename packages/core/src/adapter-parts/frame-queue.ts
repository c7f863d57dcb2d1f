import type { AdapterSocket, EncodedFrames, SocketClosed, SocketFrames } from "../adapter.ts";

/** The cost of a waiting frame besides its bytes; otherwise a flood of empty frames would cost nothing and never pause. */
const frameBytes = 16;

/**
 * When this part of the mark waits, the reader gets it at once: more would only need memory. One of many readers has a low mark. With
 * 500 tails Bun needed 1.4 GB when each got everything that a socket brought in a turn of the event loop, and 0.7 GB so.
 */
const promptPart = 1 / 4;

/** Callbacks at the two limits of a {@link FrameQueue}. */
export interface FrameQueueOptions {
  /** The queue calls `onFull` when this many bytes wait. */
  readonly highWaterBytes: () => number;
  /** Pauses the socket, or closes it if it cannot pause. Called once each time the queue fills. */
  readonly onFull: () => void;
  /** Resumes reading: after `onFull`, the reader took all frames and wants more. */
  readonly onDrained: () => void;
  /**
   * Runs the function soon: the reader gets all frames that arrive before together. Default `queueMicrotask`. A task of the event
   * loop (`setImmediate`) brings the frames of several packets in one pull, which costs a fast reader much less.
   */
  readonly schedule?: ((wake: () => void) => void) | undefined;
}

type Pulled = SocketFrames | EncodedFrames | SocketClosed;
/** Consecutive frames of one kind. */
type Run =
  | { readonly type: "frames"; readonly frames: Array<string | Uint8Array> }
  | { readonly type: "encoded"; readonly frames: Array<Uint8Array> };

/** A queue between a socket that pushes and a reader that pulls. */
export interface FrameQueue {
  /** Returns the frames since the last pull, or waits for one; one pull at a time. */
  readonly pull: AdapterSocket["pull"];
  /** Adds a frame of this many bytes; drops it after the close. */
  readonly push: (frame: string | Uint8Array, bytes: number) => void;
  /** Adds a text message as valid UTF-8. */
  readonly pushEncoded: (frame: Uint8Array) => void;
  /** Ends the queue; the reader gets the end after the frames. Only the first end counts. */
  readonly close: (closed: SocketClosed) => void;
  /** Drops the queued frames: the reader is gone. */
  readonly discard: () => void;
}

/** Makes a {@link FrameQueue}, empty and open. */
export const makeFrameQueue = (options: FrameQueueOptions): FrameQueue => {
  const { schedule = queueMicrotask } = options;
  /** What waits, by kinds: a pull returns one. Nearly always one. */
  let runs: Array<Run> = [];
  let bytes = 0;
  let full = false;
  let scheduled = false;
  let prompt = false;
  let closed: SocketClosed | undefined;
  let waiter: ((pulled: Pulled) => void) | undefined;

  const take = (): Pulled | undefined => {
    const taken = runs.shift();
    if (taken === undefined) return closed;
    if (runs.length > 0) return taken;
    bytes = 0;
    return taken;
  };
  const wake = (): void => {
    scheduled = false;
    prompt = false;
    if (waiter === undefined) return;
    const taken = take();
    if (taken === undefined) return;
    waiter(taken);
    waiter = undefined;
  };
  const pushed = (size: number): void => {
    bytes += size + frameBytes;
    const mark = options.highWaterBytes();
    if (bytes >= mark && !full) {
      full = true;
      options.onFull();
    }
    if (waiter === undefined) return;
    if (!scheduled) {
      scheduled = true;
      schedule(wake);
    }
    if (bytes >= mark * promptPart && !prompt) {
      prompt = true;
      queueMicrotask(wake);
    }
  };

  return {
    push: (frame, size) => {
      if (closed !== undefined) return;
      const last = runs.at(-1);
      if (last?.type === "frames") last.frames.push(frame);
      else runs.push({ type: "frames", frames: [frame] });
      pushed(size);
    },
    pushEncoded: (frame) => {
      if (closed !== undefined) return;
      const last = runs.at(-1);
      if (last?.type === "encoded") last.frames.push(frame);
      else runs.push({ type: "encoded", frames: [frame] });
      pushed(frame.byteLength);
    },
    close: (end) => {
      closed ??= end;
      wake();
    },
    discard: () => {
      runs = [];
      bytes = 0;
    },
    pull: () => {
      const taken = take();
      if (taken !== undefined) return Promise.resolve(taken);
      if (waiter !== undefined) return Promise.reject(new Error("only one pull of a socket may be pending at a time"));
      if (full) {
        full = false;
        options.onDrained();
      }
      return new Promise((resolve) => {
        waiter = resolve;
      });
    },
  };
};
