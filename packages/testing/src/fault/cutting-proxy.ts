import { createServer, type Socket } from "node:net";
import type { Ending } from "./response.ts";
import { cutConnection } from "./cut-connection.ts";
import { exponential, seededRandom } from "./random.ts";

/** Options of {@link startCuttingProxy}. */
export interface CuttingProxyOptions {
  /** Where connections go, such as `http://127.0.0.1:8265`. Only the host and the port count. */
  readonly target: string;
  /** Mean number of server-to-client bytes before a cut, above 0; `Infinity` never cuts. */
  readonly meanBytes: number;
  /** Default 1. The same seed produces the same limits and modes for the same sequence of connections. */
  readonly seed?: number;
  /** The kinds of cut, each equally likely. Default all three. */
  readonly modes?: readonly Ending[];
  /** Default 0: any free port. The proxy always listens on 127.0.0.1. */
  readonly port?: number;
  /** Called after each cut. */
  readonly onCut?: (cut: ProxyCut) => void;
}

/** One cut that the proxy made. */
export interface ProxyCut {
  /** Number of the connection, from 0. */
  readonly connection: number;
  /** How the proxy cut the connection. */
  readonly mode: Ending;
  /**
   * Server-to-client bytes that the proxy let through. After FIN and stall the client got exactly these. After a reset it may
   * miss the last of them, because a reset discards what is still in the kernel.
   */
  readonly bytes: number;
}

/** A proxy's counters so far. */
export interface ProxyStats {
  /** Connections that clients opened so far. */
  readonly connections: number;
  /** Connections that the target refused; the proxy reset the client's side. */
  readonly unreachable: number;
  /** The cuts so far, by their kind. */
  readonly cuts: Readonly<Record<Ending, number>>;
  /** Bytes that came from the target and went on to clients. */
  readonly bytesToClient: number;
  /** Bytes that came from clients and went on to the target. */
  readonly bytesToServer: number;
  /** Open sockets, both sides counted. */
  readonly openSockets: number;
  /** Bytes read from one side and not yet written to the other side's kernel buffer; stays below some 100 KiB a connection. */
  readonly bufferedBytes: number;
}

/** A running proxy. */
export interface CuttingProxy {
  /** The proxy's address, with the target's scheme and no slash at the end. */
  readonly url: string;
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** The counters as they are now. */
  stats(): ProxyStats;
  /** Pass false to stop cutting connections made from now on. */
  setCutting(on: boolean): void;
  /** Stops listening and destroys all connections. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a TCP proxy on loopback that cuts each connection after a random number of bytes from the server: by reset, by FIN, or
 * by silence. It cuts exactly at the byte count, wherever that falls in the exchange. It keeps a silent connection open until its
 * client closes it, but ends the server side at once, so that the test takes no slot of a real server.
 *
 * The proxy stores nothing: it reads each side only as fast as the other side takes the bytes.
 *
 * @example
 * ```ts
 * import { startCuttingProxy } from "@jobwire/testing";
 * import { ray } from "jobwire";
 *
 * // On average, each connection is cut after 10 kB.
 * const proxy = await startCuttingProxy({ target: "http://127.0.0.1:8265", meanBytes: 10_000 });
 * const cluster = ray({ address: proxy.url });
 * for await (const line of cluster.jobs.tailLogs("train-7")) console.log(line);
 * console.log(proxy.stats().cuts);
 * await cluster.close();
 * await proxy.close();
 * ```
 */
export async function startCuttingProxy(options: CuttingProxyOptions): Promise<CuttingProxy> {
  const target = new URL(options.target);
  const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const modes = options.modes ?? ["reset", "fin", "stall"];
  if (!(options.meanBytes > 0))
    throw new RangeError("meanBytes is not above 0. Pass a positive number, or Infinity for no cuts.");
  if (modes.length === 0) throw new RangeError("modes is empty. Name at least one of reset, fin and stall.");
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

  // Allows half-open connections: the proxy passes on the end of one side and never makes one up.
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
      // `close` of a destroyed socket comes within a turn or two of the event loop; a missing one must not block the caller.
      for (let turn = 0; sockets.size > 0 && turn < 100; turn++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
  return proxy;
}
