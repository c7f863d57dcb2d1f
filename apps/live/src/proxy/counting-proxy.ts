import { once } from "node:events";
import { Agent, createServer, request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** A count of requests. */
export interface RequestCount {
  /** Requests so far. */
  readonly total: number;
  /** Requests that the server is working on. */
  readonly now: number;
  /** The most there were at once. */
  readonly most: number;
}

/** A proxy on loopback that counts requests and changes nothing. */
export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests of the state API, log files included: those that take one of the head's 100 slots. */
  readonly state: () => RequestCount;
  /** All other requests. */
  readonly other: () => RequestCount;
  /** Open WebSockets. */
  readonly sockets: () => RequestCount;
}

const counter = () => {
  const count = { total: 0, now: 0, most: 0 };
  return {
    count: (): RequestCount => ({ ...count }),
    begin: (): (() => void) => {
      count.total += 1;
      count.now += 1;
      count.most = Math.max(count.most, count.now);
      let isOver = false;
      return () => {
        if (!isOver) count.now -= 1;
        isOver = true;
      };
    },
  };
};

/** Starts the proxy in front of a dashboard. */
export const startCountingProxy = async (target: string): Promise<CountingProxy> => {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const [state, other, sockets] = [counter(), counter(), counter()];
  const open = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy()); // a reset by either side ends both
  };
  const forward = (request: IncomingMessage, options: { readonly agent: Agent | false }) =>
    send({ hostname, port, path: request.url, method: request.method, headers: request.headers, ...options });

  const server = createServer((request, response) => {
    const end = (request.url?.startsWith("/api/v0/") === true ? state : other).begin();
    const upstream = forward(request, { agent });
    upstream.once("close", end);
    upstream.once("error", () => response.destroy());
    upstream.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.once("error", () => response.destroy());
      answer.once("close", () => {
        end();
        if (!answer.complete) response.destroy();
      });
      answer.pipe(response);
    });
    // A client that left ends the server's work, too.
    response.once("close", () => upstream.destroy());
    request.pipe(upstream);
  });
  server.on("upgrade", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    keep(client);
    const end = sockets.begin();
    client.once("close", end);
    const upstream = forward(request, { agent: false });
    upstream.once("error", () => client.destroy());
    upstream.once("response", (answer) => {
      client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`);
      answer.pipe(client);
    });
    upstream.once("upgrade", (answer, socket, first) => {
      keep(socket);
      const lines = answer.rawHeaders.map((part, at) => (at % 2 === 0 ? `${part}: ` : `${part}\r\n`));
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      socket.unshift(first);
      client.unshift(head);
      socket.pipe(client).pipe(socket);
      socket.once("close", () => client.destroy());
      client.once("close", () => socket.destroy());
    });
    upstream.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state: state.count,
    other: other.count,
    sockets: sockets.count,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
};
