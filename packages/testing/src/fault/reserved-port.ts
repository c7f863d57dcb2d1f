import { once } from "node:events";
import { type AddressInfo, connect, type Server, type Socket, createServer } from "node:net";

/** Listens on a port of 127.0.0.1; 0 is any free one. */
export function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

/**
 * Keeps a port for one fault server until it is closed, also while nothing listens on it. Without that, another server could get
 * the port of a server that refuses, and the client under test spoke to it (seen with six runtimes at once).
 *
 * An accepted connection keeps the port: nobody who asks for any free port gets it, and an explicit `listen` on it still works.
 */
export async function reservePort(wanted: number): Promise<{ port: number; release: () => void }> {
  const server = createServer();
  await listenOn(server, wanted);
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect(port, "127.0.0.1");
  const [[kept]] = await Promise.all([accepted, once(client, "connect")]);
  for (const socket of [client, kept]) socket.on("error", () => undefined).unref();
  server.close();
  // The client leaves first, so that its own port waits for late packets and not the one that was kept.
  return { port, release: () => void client.once("close", () => kept.destroy()).destroy() };
}
