import { createServer, type Socket } from "node:net";
import type { Ending } from "./answer.ts";
import { cutConnection } from "./cut-connection.ts";
import { exponential, seededRandom } from "./random.ts";

/** Options of {@link startCuttingProxy}. */
export interface CuttingProxyOptions {
  /** Where connections go, such as `http://127.0.0.1:8265`. Only host and port count. */
  readonly target: string;
  /** Mean of server-to-client bytes until a connection is cut, above 0; `Infinity` cuts none. */
  readonly meanBytes: number;
  /** Default 1. The same seed gives the same limits and modes to the same sequence of connections. */
  readonly seed?: number;
  /** What a cut may be; each is as likely as the others. Default all three. */
  readonly modes?: readonly Ending[];
  /** Default 0: any free port. Always on 127.0.0.1. */
  readonly port?: number;
  readonly onCut?: (cut: ProxyCut) => void;
}

/** One cut that was made. */
export interface ProxyCut {
  /** Number of the connection, from 0. */
  readonly connection: number;
  readonly mode: Ending;
  /**
   * Server-to-client bytes it let through. The client got exactly these by FIN and stall; after a reset it may miss the last of
   * them, since a reset overtakes what still lies in the kernel.
   */
  readonly bytes: number;
}

/** Counters of a proxy so far. */
export interface ProxyStats {
  readonly connections: number;
  /** Connections the target did not take; the client's was reset. */
  readonly unreachable: number;
  readonly cuts: Readonly<Record<Ending, number>>;
  readonly bytesToClient: number;
  readonly bytesToServer: number;
  /** Sockets open now, on both sides. */
  readonly openSockets: number;
  /** Bytes taken from one side and not yet given to the kernel for the other; stays below some 100 KiB a connection. */
  readonly bufferedBytes: number;
}

/** A running proxy. */
export interface CuttingProxy {
  /** Its own address, with the scheme of the target and without a slash at the end. */
  readonly url: string;
  readonly port: number;
  stats(): ProxyStats;
  /** False: connections made from now on are not cut. */
  setCutting(on: boolean): void;
  /** Stops listening and destroys all connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A TCP proxy on loopback that cuts each connection after a random number of bytes from the server: by reset, by FIN, or by
 * falling silent. It cuts where the byte count says, inside whatever is going on there. A connection that fell silent is held
 * until its client leaves; its server side is ended at once, so that no slot of a real server is lost to the test.
 *
 * Nothing is stored: each side is read only as fast as the other takes it.
 */
export async function startCuttingProxy(options: CuttingProxyOptions): Promise<CuttingProxy> {
  const target = new URL(options.target);
  const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const modes = options.modes ?? ["reset", "fin", "stall"];
  if (!(options.meanBytes > 0)) throw new RangeError("meanBytes must be above 0.");
  if (modes.length === 0) throw new RangeError("modes must name at least one way to cut.");
  const random = seededRandom(options.seed ?? 1);
  const sockets = new Set<Socket>();
  const cuts = { reset: 0, fin: 0, stall: 0 };
  const bytes = { toClient: 0, toServer: 0 };
  let connections = 0;
  let unreachable = 0;
  let cutting = true;

  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };

  // Half-open allowed: the end of one side is passed on by hand, never made up.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = connections;
    connections += 1;
    const limit = exponential(random, options.meanBytes);
    const mode = modes[Math.floor(random() * modes.length)] as Ending;
    track(client);
    track(
      cutConnection(client, {
        host: target.hostname.replace(/^\[|\]$/g, ""),
        port: targetPort,
        limit: cutting ? limit : Number.POSITIVE_INFINITY,
        mode,
        onCut() {
          cuts[mode] += 1;
          options.onCut?.({ connection, mode, bytes: limit });
        },
        onUnreachable() {
          unreachable += 1;
        },
        onBytes(direction, count) {
          bytes[direction] += count;
        },
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address !== "object") throw new Error("The proxy has no port.");
  const { port } = address;

  const proxy: CuttingProxy = {
    url: `${target.protocol}//127.0.0.1:${port}`,
    port,
    stats: () => ({
      connections,
      unreachable,
      cuts: { ...cuts },
      bytesToClient: bytes.toClient,
      bytesToServer: bytes.toServer,
      openSockets: sockets.size,
      bufferedBytes: [...sockets].reduce((sum, socket) => sum + socket.writableLength, 0),
    }),
    setCutting(on) {
      cutting = on;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      // `close` of a destroyed socket comes within a turn or two of the loop; one that never comes must not hold the caller.
      for (let turn = 0; sockets.size > 0 && turn < 100; turn++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
  return proxy;
}
