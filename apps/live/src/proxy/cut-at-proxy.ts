import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Options of the proxy. */
export interface CutAtOptions {
  /** The server behind the proxy, such as a dashboard's URL. */
  readonly target: string;
  /**
   * Bytes sent to clients, over all connections, after which the connection that carries the next byte is reset. Ascending.
   */
  readonly cuts: ReadonlyArray<number>;
}

/** A proxy on loopback that cuts connections at set positions and counts bytes. */
export interface CutAtProxy {
  readonly address: string;
  /** Bytes sent to clients so far, including the heads of responses. */
  readonly sent: () => number;
  /** Cuts made so far. */
  readonly cutsMade: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Starts the proxy. It works on bytes, so that it cuts HTTP and WebSocket in the same way, and cuts exactly at the set positions. A
 * proxy that cuts at random cannot measure the cost of one cut at one position.
 */
export const startCutAtProxy = async (options: CutAtOptions): Promise<CutAtProxy> => {
  const target = new URL(options.target);
  const open = new Set<Socket>();
  let sent = 0;
  let cutsMade = 0;

  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      // A reset by either side ends both connections.
      socket.on("error", end);
      socket.setNoDelay(true);
    }
    let cut = false;
    client.pipe(upstream);
    client.once("close", () => upstream.destroy());
    upstream.on("data", (chunk: Buffer) => {
      const place = options.cuts[cutsMade];
      cut = place !== undefined && sent + chunk.length >= place;
      const part = place !== undefined && cut ? chunk.subarray(0, place - sent) : chunk;
      sent += part.length;
      const drained = client.write(part);
      if (cut) {
        cutsMade++;
        upstream.destroy();
        // A reset discards the bytes that the kernel has not sent. After the last write it looks like a lost link.
        client.write("", () => {
          if (client.writableEnded || client.destroyed) client.destroy();
          else client.resetAndDestroy();
        });
      } else if (!drained) {
        upstream.pause();
        client.once("drain", () => upstream.resume());
      }
    });
    const pass = (): void => {
      // Not after a cut: Node 24 never closes a socket that is reset while it ends, and spins at exit.
      if (!cut) client.end();
    };
    upstream.once("end", pass);
    upstream.once("close", pass);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    cutsMade: () => cutsMade,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
};
