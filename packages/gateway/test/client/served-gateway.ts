import { serve } from "srvx";
import type { GatewayOptions } from "../../src/options.ts";
import { createGateway } from "../../src/node.ts";

/** A gateway on loopback, which a test may kill and start again at the same port. */
export interface ServedGateway {
  readonly url: string;
  /** Requests so far, as `METHOD path?query`. */
  readonly requests: ReadonlyArray<string>;
  /** Kills the gateway: it forgets everything, and every connection breaks. */
  readonly kill: () => Promise<void>;
  /** Starts another gateway at the same address. */
  readonly start: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Serves a gateway with Node's own server. */
export const serveGateway = async (options: GatewayOptions): Promise<ServedGateway> => {
  const requests: Array<string> = [];
  let port = 0;
  let running: { readonly close: () => Promise<void> } | undefined;
  const start = async (): Promise<void> => {
    const gateway = createGateway({ allowAnonymous: "all", ...options });
    const server = serve({
      port,
      hostname: "127.0.0.1",
      silent: true,
      gracefulShutdown: false,
      fetch: (request) => {
        const { pathname, search } = new URL(request.url);
        requests.push(`${request.method} ${pathname}${search}`);
        return gateway.fetch(request);
      },
    });
    await server.ready();
    port = Number(new URL(server.url ?? "").port);
    running = {
      close: async () => {
        await server.close(true);
        await gateway.close();
      },
    };
  };
  const kill = async (): Promise<void> => {
    const ended = running;
    running = undefined;
    await ended?.close();
  };
  await start();
  return { url: `http://127.0.0.1:${port}`, requests, kill, start, [Symbol.asyncDispose]: kill };
};
