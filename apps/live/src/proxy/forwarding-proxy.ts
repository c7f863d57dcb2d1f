import { once } from "node:events";
import { Agent, createServer, request as send, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** What the proxy does with a request: it forwards it with these headers and reports the end, or refuses with this status. */
export type Forwarding =
  | { readonly headers: IncomingHttpHeaders; readonly onEnd?: () => void }
  | { readonly refuse: number };

/** A proxy on loopback. */
export interface ForwardingProxy extends AsyncDisposable {
  readonly url: string;
  /** Ends all connections of clients, as a proxy does that is started again. */
  readonly dropConnections: () => void;
}

/** Starts a proxy in front of a dashboard: requests and WebSockets pass when `decide` lets them. */
export const startForwardingProxy = async (
  target: string,
  decide: (request: IncomingMessage, kind: "request" | "socket") => Forwarding,
): Promise<ForwardingProxy> => {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const open = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy()); // a reset by either side ends both
  };
  const forward = ({ url, method }: IncomingMessage, headers: IncomingHttpHeaders, by: Agent | false) =>
    send({ hostname, port, path: url, method, headers, agent: by });

  const server = createServer((request, response) => {
    const decided = decide(request, "request");
    if ("refuse" in decided) {
      request.resume();
      response.writeHead(decided.refuse).end();
      return;
    }
    const upstream = forward(request, decided.headers, agent);
    const end = (): void => decided.onEnd?.();
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
    const decided = decide(request, "socket");
    if ("refuse" in decided) {
      client.end(`HTTP/1.1 ${decided.refuse} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    client.once("close", () => decided.onEnd?.());
    const upstream = forward(request, decided.headers, false);
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
  const dropConnections = (): void => {
    server.closeAllConnections();
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropConnections,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      dropConnections();
      agent.destroy();
      await closed;
    },
  };
};
