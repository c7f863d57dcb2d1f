import { type Adapter, AdapterFault, type AdapterSocket, type SocketClosed } from "@jobwire/core/adapter";
import { abortedFault, isLonger, originOf } from "@jobwire/core/adapter-parts";
import type { WebSocketStreamConstructor, WebSocketStreamLike } from "./web-socket-stream.ts";

/** Sockets by WebSocketStream: each pull reads one message, and unread messages stay on the network. */
export const makeStreamSocket =
  (Stream: WebSocketStreamConstructor): NonNullable<Adapter["openSocket"]> =>
  async ({ url, signal, maxMessageBytes }) => {
    const target = originOf(url);
    if (signal.aborted) throw abortedFault(signal, target);
    let stream: WebSocketStreamLike;
    try {
      stream = new Stream(url, { signal });
    } catch {
      throw new AdapterFault("blocked", `the browser refuses a WebSocket to ${target}`);
    }
    // Both promises reject when it does not open; the code below handles `opened`.
    stream.closed.catch(() => {});
    try {
      const { readable } = await stream.opened;
      return reading(stream, readable.getReader(), maxMessageBytes, signal);
    } catch (cause) {
      if (signal.aborted) throw abortedFault(signal, target);
      throw new AdapterFault("handshake", `the WebSocket to ${target} did not open; the browser does not report why`, {
        cause,
      });
    }
  };

const reading = (
  stream: WebSocketStreamLike,
  reader: ReadableStreamDefaultReader<string | ArrayBuffer>,
  maxMessageBytes: number,
  signal: AbortSignal,
): AdapterSocket => {
  let closed: SocketClosed | undefined;
  const end = (code: number, reason: string): SocketClosed => {
    if (closed === undefined) {
      closed = { type: "closed", code, reason };
      signal.removeEventListener("abort", destroy);
      // First, because it settles a pending read. Both promises may reject, which no longer matters.
      reader.cancel().catch(() => {});
      stream.close();
    }
    return closed;
  };
  const destroy = (): void => void end(1006, "destroyed by its reader");
  signal.addEventListener("abort", destroy, { once: true });

  const howItClosed = async (): Promise<SocketClosed> => {
    try {
      const { closeCode, reason } = await stream.closed;
      return end(closeCode, reason);
    } catch {
      return end(1006, "the connection was lost");
    }
  };
  return {
    pull: async () => {
      if (closed !== undefined) return closed;
      try {
        const { done, value } = await reader.read();
        if (closed !== undefined) return closed;
        if (done) return howItClosed();
        const frame = typeof value === "string" ? value : new Uint8Array(value);
        if (isLonger(frame, maxMessageBytes)) return end(1009, `a message is longer than ${maxMessageBytes} bytes`);
        return { type: "frames", frames: [frame] };
      } catch {
        return closed ?? howItClosed();
      }
    },
    destroy,
  };
};
