import { type Adapter, AdapterFault, type AdapterSocket, type SocketRequest } from "../adapter.ts";
import { abortedFault } from "./aborted-fault.ts";
import { type FrameQueueOptions, makeFrameQueue } from "./frame-queue.ts";
import { isLonger } from "./is-longer.ts";
import { originOf } from "./origin-of.ts";

/** The standard's WebSocket with the additions of some runtimes. */
export type StandardWebSocket = WebSocket & {
  /** Stops reading from the network. Absent: the socket cannot pause. */
  readonly pause?: () => void;
  /** Reads from the network again. */
  readonly resume?: () => void;
  /** Ends the connection without a close frame. */
  readonly terminate?: () => void;
};

/** The differences between runtimes that have a standard `WebSocket`. */
export interface StandardSocketOptions {
  /** Makes the socket, with the headers of the request where the runtime can send them. */
  readonly construct: (request: SocketRequest) => StandardWebSocket;
  /** As in {@link FrameQueueOptions}: the runtime's `setImmediate`, where it has one. */
  readonly schedule?: FrameQueueOptions["schedule"];
  /** Makes the fault for a socket that did not open; `message` is the runtime's own message, maybe empty. */
  readonly fault: (message: string, target: string) => AdapterFault;
}

/**
 * Opens sockets with the standard's `WebSocket`. A socket that cannot pause is closed at the high-water mark, with `overflow`.
 * The standard shows no response that refused a handshake and has no message limit of its own: a message over the limit ends
 * the socket with 1009, but only after it was read.
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
        return reject(
          new AdapterFault(
            "blocked",
            `this runtime cannot open a WebSocket to ${target} with these headers. Check the headers option`,
          ),
        );
      }
      socket.binaryType = "arraybuffer";
      let message = "";
      const refuse = (fault: AdapterFault): void => {
        over();
        reject(fault);
        leave(socket);
      };
      const abort = (): void => refuse(abortedFault(signal, target));
      const failed = (event: Event): void => {
        const details = event as { readonly message?: unknown; readonly reason?: unknown };
        for (const text of [details.message, details.reason])
          if (typeof text === "string" && text !== "") message = text;
        // The close that follows an error may add details.
        if (event.type === "close") refuse(options.fault(message, target));
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
      // Stays registered: some runtimes throw an error event that has no listener.
      socket.addEventListener("error", failed);
      const open = reading(socket, request, options.schedule);
    });

/** Ends the socket as promptly as the runtime can, without waiting for the server's close frame. */
const leave = (socket: StandardWebSocket): void => {
  if (socket.terminate === undefined) socket.close();
  else socket.terminate();
};

const reading = (
  socket: StandardWebSocket,
  limits: SocketRequest,
  schedule: FrameQueueOptions["schedule"],
): AdapterSocket => {
  const queue = makeFrameQueue({
    schedule,
    highWaterBytes: limits.highWaterBytes,
    onFull: () => {
      if (socket.pause !== undefined) return socket.pause();
      queue.close({ type: "closed", code: 1006, reason: "the reader was too slow", overflow: true });
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
      queue.close({ type: "closed", code: 1006, reason: "destroyed by the reader" });
      leave(socket);
    },
  };
};
