import type { AdapterSocket, EncodedFrames, SocketClosed, SocketFrames } from "../adapter.ts";

/** The cost of a waiting frame besides its bytes; otherwise a flood of empty frames would cost nothing and never pause. */
const frameBytes = 16;

/** When this many bytes wait, the reader gets them at once: more would only need memory. */
const promptBytes = 32 * 1024;

/** Callbacks at the two limits of a {@link FrameQueue}. */
export interface FrameQueueOptions {
  /** The queue calls `onFull` when this many bytes wait. */
  readonly highWaterBytes: () => number;
  /** Pauses the socket, or closes it if it cannot pause. Called once each time the queue fills. */
  readonly onFull: () => void;
  /** Resumes reading: the reader took all frames after `onFull`. */
  readonly onDrained: () => void;
  /**
   * Runs the function soon: the reader gets all frames that arrive before together. Default `queueMicrotask`. A task of the event
   * loop (`setImmediate`) brings the frames of several packets in one pull, which costs a fast reader much less.
   */
  readonly schedule?: ((wake: () => void) => void) | undefined;
}

type Pulled = SocketFrames | EncodedFrames | SocketClosed;

/** A queue between a socket that pushes and a reader that pulls. */
export interface FrameQueue {
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
  /** Text messages as bytes, which came first, or frames of the other kind; a pull returns one kind. */
  let encoded: Array<Uint8Array> = [];
  let frames: Array<string | Uint8Array> = [];
  /** Frames of one kind that waited when a frame of the other kind came. Nearly always empty. */
  let earlier: Array<SocketFrames | EncodedFrames> = [];
  let bytes = 0;
  let full = false;
  let scheduled = false;
  let prompt = false;
  let closed: SocketClosed | undefined;
  let waiter: ((pulled: Pulled) => void) | undefined;

  /** The frames of the kind that waits, and none wait after it. */
  const waiting = (): SocketFrames | EncodedFrames | undefined => {
    if (encoded.length > 0) {
      const taken: EncodedFrames = { type: "encoded", frames: encoded };
      encoded = [];
      return taken;
    }
    if (frames.length === 0) return undefined;
    const taken: SocketFrames = { type: "frames", frames };
    frames = [];
    return taken;
  };
  const take = (): Pulled | undefined => {
    const taken = earlier.shift() ?? waiting();
    if (taken === undefined) return closed;
    if (earlier.length > 0 || encoded.length > 0 || frames.length > 0) return taken;
    bytes = 0;
    if (full) {
      full = false;
      options.onDrained();
    }
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
    if (bytes >= options.highWaterBytes() && !full) {
      full = true;
      options.onFull();
    }
    if (waiter === undefined) return;
    if (!scheduled) {
      scheduled = true;
      schedule(wake);
    }
    if (bytes >= promptBytes && !prompt) {
      prompt = true;
      queueMicrotask(wake);
    }
  };

  return {
    push: (frame, size) => {
      if (closed !== undefined) return;
      if (encoded.length > 0) earlier.push(waiting() as EncodedFrames);
      frames.push(frame);
      pushed(size);
    },
    pushEncoded: (frame) => {
      if (closed !== undefined) return;
      if (frames.length > 0) earlier.push(waiting() as SocketFrames);
      encoded.push(frame);
      pushed(frame.byteLength);
    },
    close: (end) => {
      closed ??= end;
      wake();
    },
    discard: () => {
      encoded = [];
      frames = [];
      earlier = [];
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
