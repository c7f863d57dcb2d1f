import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { onTestFinished, vi, expect } from "vitest";

/** A loopback server whose connections a test scripts and counts. */
export interface TcpServer {
  readonly port: number;
  /** Connections that are open now, as this side sees it. */
  readonly open: ReadonlySet<Socket>;
  /** Connections made so far. */
  readonly accepted: () => number;
  /** Waits until no connection is open. */
  readonly empty: () => Promise<void>;
}

/** Tracks a server's connections, and ends them and the server after the test. */
export const watched = async (server: Server): Promise<TcpServer> => {
  const open = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted++;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    open,
    accepted: () => accepted,
    empty: () => vi.waitFor(() => expect(open.size).toBe(0), { timeout: 10_000 }),
  };
};

/** A server that runs `script` for each connection; it reads the client's data unless the script does. */
export const tcpServer = (script: (socket: Socket, nth: number) => void): Promise<TcpServer> => {
  let nth = 0;
  return watched(
    createServer((socket) => {
      script(socket, nth++);
      if (socket.listenerCount("data") === 0) socket.resume();
    }),
  );
};

/** Calls `answer` once for each request head that arrives on a connection (bodies are not expected). */
export const onHead = (socket: Socket, answer: (head: string) => void): void => {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      const head = text.slice(0, end);
      text = text.slice(end + 4);
      answer(head);
    }
  });
};

/** Waits until `count` has not changed for a second: all possible writes are done. */
export const standstill = async (count: () => number): Promise<number> => {
  let last = -1;
  for (let still = 0; still < 20; ) {
    const now = count();
    still = now === last ? still + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return last;
};
