import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** What a flood server does with requests and upgrades. */
export interface FloodRoutes {
  readonly request: (url: URL, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;
  readonly upgrade: (url: URL, socket: Duplex, request: IncomingMessage) => void | Promise<void>;
}

/** A running flood server. */
export interface FloodServer {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of loopback. */
export const startFloodServer = async (routes: FloodRoutes): Promise<FloodServer> => {
  const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? "/", "http://127.0.0.1");
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    Promise.resolve(routes.request(urlOf(request), response, request)).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.on("upgrade", (request, socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    Promise.resolve(routes.upgrade(urlOf(request), socket, request)).catch((error: unknown) => {
      console.error(error);
      socket.destroy();
    });
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 2_048 });
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};

/** Sends a JSON response. */
export const sendJson = (response: ServerResponse, value: unknown, status = 200): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": body.length });
  response.end(body);
};

/** Sends a text response. */
export const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
};

/** Prints the address, and runs until stdin closes, so that the server never outlives the process that started it. */
export const serveUntilStdinCloses = (server: FloodServer): void => {
  console.log(server.address);
  process.stdin.resume();
  process.stdin.once("close", () => void server.close().finally(() => process.exit(0)));
};
