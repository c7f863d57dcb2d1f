import { type Adapter, AdapterFault, type AdapterSocket, type SocketRequest } from "../adapter.ts";
import { abortedFault } from "./aborted-fault.ts";
import { makeFrameQueue } from "./frame-queue.ts";
import { isLonger } from "./is-longer.ts";
import { originOf } from "./origin-of.ts";

/** A WebSocket as the standard has it, and what some runtimes add. */
export type StandardWebSocket = WebSocket & {
  readonly pause?: () => void;
  readonly resume?: () => void;
  /** Ends the connection without a close frame. */
  readonly terminate?: () => void;
};

/** What differs between runtimes that have a standard `WebSocket`. */
export interface StandardSocketOptions {
  readonly construct: (request: SocketRequest) => StandardWebSocket;
  /** The fault for a socket that did not open; `said` is what the runtime says of it, if anything. */
  readonly fault: (said: string, target: string) => AdapterFault;
}

/**
 * Sockets by the standard's `WebSocket`. One that cannot pause is closed at the high-water mark, with `overflow`. The standard
 * shows no answer that refused a handshake, and has no limit of its own for a message: one over the limit ends the socket with
 * 1009, but was read.
 */
export const makeStandardSocket =
  (options: StandardSocketOptions): NonNullable<Adapter["openSocket"]> =>
  (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      const target = originOf(request.url);
      if (signal.aborted) return reject(abortedFault(signal, target));
      let socket: StandardWebSocket;
      try {
        socket = options.construct(request);
      } catch {
        // The runtime's own error may quote a header's value.
        return reject(new AdapterFault("blocked", `no WebSocket can be made to ${target} with these headers`));
      }
      socket.binaryType = "arraybuffer";
      let said = "";
      const refuse = (fault: AdapterFault): void => {
        over();
        reject(fault);
        leave(socket);
      };
      const abort = (): void => refuse(abortedFault(signal, target));
      const failed = (event: Event): void => {
        const { message, reason } = event as { readonly message?: unknown; readonly reason?: unknown };
        for (const word of [message, reason]) if (typeof word === "string" && word !== "") said = word;
        // The close that follows an error may say more.
        if (event.type === "close") refuse(options.fault(said, target));
      };
      const opened = (): void => {
        over();
        signal.addEventListener("abort", open.destroy, { once: true });
        socket.addEventListener("close", () => signal.removeEventListener("abort", open.destroy), { once: true });
        resolve(open);
      };
      const over = (): void => {
        signal.removeEventListener("abort", abort);
        socket.removeEventListener("open", opened);
        socket.removeEventListener("close", failed);
      };
      signal.addEventListener("abort", abort, { once: true });
      socket.addEventListener("open", opened);
      socket.addEventListener("close", failed);
      // Stays: an error event that nobody hears is thrown on some runtimes.
      socket.addEventListener("error", failed);
      const open = reading(socket, request);
    });

/** Ends it as promptly as the runtime can: nobody waits for an answer to the close frame. */
const leave = (socket: StandardWebSocket): void => {
  if (socket.terminate === undefined) socket.close();
  else socket.terminate();
};

const reading = (socket: StandardWebSocket, limits: SocketRequest): AdapterSocket => {
  const queue = makeFrameQueue({
    highWaterBytes: limits.highWaterBytes,
    onFull: () => {
      if (socket.pause !== undefined) return socket.pause();
      queue.close({ type: "closed", code: 1006, reason: "its reader was too slow", overflow: true });
      leave(socket);
    },
    onDrained: () => socket.resume?.(),
  });
  socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const frame = typeof data === "string" ? data : new Uint8Array(data);
    if (!isLonger(frame, limits.maxMessageBytes)) return queue.push(frame, frame.length);
    queue.close({ type: "closed", code: 1009, reason: `a message of more than ${limits.maxMessageBytes} bytes` });
    leave(socket);
  });
  socket.addEventListener("close", ({ code, reason }) => queue.close({ type: "closed", code, reason }));
  return {
    pull: queue.pull,
    destroy: () => {
      queue.discard();
      queue.close({ type: "closed", code: 1006, reason: "destroyed by its reader" });
      leave(socket);
    },
  };
};
