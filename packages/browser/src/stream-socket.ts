import { type Adapter, AdapterFault, type AdapterSocket, type SocketClosed } from "@jobwire/core/adapter";
import { abortedFault, isLonger, originOf } from "@jobwire/core/adapter-parts";
import type { WebSocketStreamConstructor, WebSocketStreamLike } from "./web-socket-stream.ts";

/** Sockets by WebSocketStream: a message is read when it is pulled, and what is not read stays on the network. */
export const makeStreamSocket =
  (Stream: WebSocketStreamConstructor): NonNullable<Adapter["openSocket"]> =>
  async ({ url, signal, maxMessageBytes }) => {
    const target = originOf(url);
    if (signal.aborted) throw abortedFault(signal, target);
    let stream: WebSocketStreamLike;
    try {
      stream = new Stream(url, { signal });
    } catch {
      throw new AdapterFault("blocked", `no WebSocket can be made to ${target}`);
    }
    // Both reject when it does not open; `opened` is the one that is heard.
    stream.closed.catch(() => {});
    try {
      const { readable } = await stream.opened;
      return reading(stream, readable.getReader(), maxMessageBytes, signal);
    } catch (cause) {
      if (signal.aborted) throw abortedFault(signal, target);
      throw new AdapterFault("handshake", `no WebSocket to ${target}; a page is not told why`, { cause });
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
      // First: it settles a read that waits. Neither's refusal matters, since nobody reads on.
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
        if (isLonger(frame, maxMessageBytes)) return end(1009, `a message of more than ${maxMessageBytes} bytes`);
        return { type: "frames", frames: [frame] };
      } catch {
        return closed ?? howItClosed();
      }
    },
    destroy,
  };
};
