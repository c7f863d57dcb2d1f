import { serve } from "srvx/node";

/** A handler that listens on loopback. */
export interface Listening {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Serves a handler over HTTP on loopback, as a program on Node does. */
export const listen = async (fetch: (request: Request) => Promise<Response>, port = 0): Promise<Listening> => {
  const server = serve({ fetch, port, hostname: "127.0.0.1", silent: true, gracefulShutdown: false });
  await server.ready();
  const address = new URL(server.url ?? "");
  const close = (): Promise<void> => server.close(true);
  return { url: address.origin, port: Number(address.port), close, [Symbol.asyncDispose]: close };
};
