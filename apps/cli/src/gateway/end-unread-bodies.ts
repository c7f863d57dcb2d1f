import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** Long enough for a client to read the response that refused its body. */
const lingerMs = 1000;

/**
 * Ends a connection whose response was sent before its request was read to the end. Node would read the rest of a refused body, however
 * long, and throw it away.
 */
export const endUnreadBodies = (server: Server): void => {
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // A handler that cancels the body takes the connection from the request.
    const { socket } = request;
    response.once("finish", () => {
      if (request.complete || socket.destroyed) return;
      // While the server reads nothing more, the client can send only what the buffers of the system hold.
      socket.pause();
      socket.end();
      const timer = setTimeout(() => socket.destroy(), lingerMs);
      socket.once("close", () => clearTimeout(timer));
    });
  });
};
