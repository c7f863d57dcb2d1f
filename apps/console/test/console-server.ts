import { createGateway, type Gateway, type GatewayOptions, type System } from "@jobwire/gateway";
import { type Server, serve } from "srvx";
import { staticFile } from "./static-files.ts";

/** A gateway with the built page before it, on loopback. */
export interface ConsoleServer {
  /** The address of the page, with a path before it: the page must not care. */
  readonly url: string;
  /** The requests of the API that it answered, as `GET /v1/…`. */
  readonly requests: Array<string>;
  /** Ends the gateway and its connections, as a crash does. */
  stop(): Promise<void>;
  /** Starts it again at the same port, with nothing kept. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const base = "/tools/console/";

/** Starts a {@link ConsoleServer} on these systems. */
export const startConsole = async (
  systems: Readonly<Record<string, System>>,
  access: Pick<GatewayOptions, "authorize" | "allowAnonymous"> = { allowAnonymous: "all" },
): Promise<ConsoleServer> => {
  let gateway: Gateway | undefined;
  let server: Server | undefined;
  let port = 0;
  const requests: Array<string> = [];

  const start = async (): Promise<void> => {
    const running = createGateway({
      systems,
      ...access,
      basePath: base.slice(0, -1),
      times: { changesMs: 300 },
    });
    gateway = running;
    server = serve({
      port,
      hostname: "127.0.0.1",
      silent: true,
      gracefulShutdown: false,
      fetch: (request) => {
        const { pathname, search } = new URL(request.url);
        if (pathname.startsWith(`${base}v1/`)) {
          requests.push(`${request.method} ${pathname.slice(base.length - 1)}${search}`);
          return running.fetch(request);
        }
        return pathname.startsWith(base)
          ? staticFile(pathname.slice(base.length - 1))
          : new Response("", { status: 404 });
      },
    });
    await server.ready();
    port = Number(new URL(server.url ?? "").port);
  };
  const stop = async (): Promise<void> => {
    const [oldServer, oldGateway] = [server, gateway];
    server = gateway = undefined;
    await oldServer?.close(true);
    await oldGateway?.close();
  };
  await start();
  return { url: `http://127.0.0.1:${port}${base}`, requests, stop, start, close: stop };
};
