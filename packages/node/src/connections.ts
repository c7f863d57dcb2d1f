import type { Socket } from "node:net";
import {
  authorityOf,
  openTunnel,
  type ProxyRules,
  proxyFault,
  proxyTls,
  secureOptions,
  type TlsMaterial,
  type UsedProxy,
} from "@jobwire/node-shared";
import type { buildConnector as Connector, Dispatcher } from "undici";
import type { UndiciParts } from "./undici.ts";

/** The connection of one request, which no other request shares or waits for. */
export interface RequestConnection {
  readonly dispatch: (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => void;
  /** Whether its connection has already carried a response. */
  readonly reused: () => boolean;
  /** Whether its connection was lost by an error, rather than closed. */
  readonly broken: () => boolean;
  /** Call after a whole response: keeps the connection for the next read; closes one that was opened as fresh. */
  readonly release: () => void;
  /** Destroys its connection at once, even during DNS and connect. */
  readonly destroy: () => void;
  /** The proxy that gets the request itself, by absolute URL, and may respond in place of the server. */
  readonly forwarder?: UsedProxy | undefined;
}

/** Opens a connection to an origin; `fresh` requires a new connection that no other request uses later either. */
export type Connections = (origin: string, fresh: boolean) => RequestConnection;

/**
 * Closes an idle connection after this many milliseconds: longer than the default poll interval (2 s), shorter than the 5 s after
 * which the fastest-closing servers (Node's own) close theirs. undici unrefs idle sockets, so none keeps a process alive.
 */
const keepAliveMs = 4_000;
/** Idle connections kept for one origin. */
const maxIdle = 64;

/** undici's connector returns the socket, although its types do not include that; the test "abort while connecting" relies on it. */
type Connect = (...args: Parameters<Connector.connector>) => Socket;

/** A connection attempt that can be ended while it has no socket yet. */
interface Attempt {
  readonly destroy: () => void;
}

/** The way to a server: directly, by handing the request to a proxy, or through a proxy's tunnel. */
type Way = "direct" | { readonly forwarder: UsedProxy } | { readonly tunnel: UsedProxy };

/** Starts one connection of an undici Client; `onSocket` gets its socket as soon as there is one. */
type Connector = (
  way: Way,
  options: Connector.Options,
  callback: Connector.Callback,
  onSocket: (socket: Socket) => void,
) => Attempt;

const makeConnector = (
  buildConnector: UndiciParts["buildConnector"],
  tls: TlsMaterial,
  unixSocket: string | undefined,
): Connector => {
  const limits = { allowH2: false, timeout: 0 };
  const own = unixSocket === undefined ? limits : { ...limits, socketPath: unixSocket };
  const toServer = buildConnector({ ...secureOptions(tls), ...own }) as Connect;
  const toProxy = buildConnector({ ...secureOptions(proxyTls(tls)), ...limits }) as Connect;
  return (way, options, callback, onSocket) => {
    const opened = (socket: Socket): Attempt => {
      onSocket(socket);
      return { destroy: () => void socket.destroy() };
    };
    if (way === "direct") return opened(toServer(options, callback));
    if ("forwarder" in way) {
      const proxy = way.forwarder;
      // undici takes the name for TLS from the request's Host header, which names the server.
      const own = { ...options, host: proxy.url.host, servername: "" };
      const named: Connector.Callback = (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(proxyFault(error, proxy, proxy.url.origin), null);
      return opened(toProxy(own, named));
    }
    let attempt: Attempt | undefined;
    let failed = false;
    const authority = authorityOf(options.hostname, Number(options.port) || 443);
    const end = openTunnel(way.tunnel, authority, tls, (fault, socket) => {
      if (fault !== null || socket === undefined) {
        failed = true;
        return callback(fault ?? new Error("no socket"), null);
      }
      attempt = opened(toServer({ ...options, httpSocket: socket }, callback));
    });
    return {
      destroy: () => {
        end();
        attempt?.destroy();
        // Without a socket, only this ends undici's wait for one.
        if (attempt === undefined && !failed) callback(new Error("ended by its reader"), null);
      },
    };
  };
};

/**
 * Keeps connections separate and alive. An undici Agent would do the same but cannot abort a request whose connection is still
 * being made: it would leave a socket that keeps dialling, and with it a process that does not end. For the same reason this uses
 * neither undici's ProxyAgent nor an agent of a package for proxies: they do not end a tunnel that is still being made.
 */
export const makeConnections = (
  { buildConnector, Client }: UndiciParts,
  tls: TlsMaterial,
  proxies: ProxyRules | undefined,
  unixSocket?: string,
): Connections => {
  const connector = makeConnector(buildConnector, tls, unixSocket);
  const idle = new Map<string, Array<RequestConnection>>();

  const open = (origin: string, fresh: boolean): RequestConnection => {
    const proxy = proxies?.proxyFor(origin);
    const forwarder = origin.startsWith("http:") ? proxy : undefined;
    const way = forwarder !== undefined ? { forwarder } : proxy !== undefined ? { tunnel: proxy } : "direct";
    let attempt: Attempt | undefined;
    let socket: Socket | undefined;
    let answers = 0;
    const client = new Client(forwarder?.url.origin ?? origin, {
      connect: (options, callback) => {
        answers = 0;
        attempt = connector(way, options, callback, (made) => {
          socket = made;
        });
      },
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    });
    const connection: RequestConnection = {
      forwarder,
      dispatch: (options, handler) => {
        client.dispatch(forwarder === undefined ? options : forwarded(options, origin, forwarder), handler);
      },
      reused: () => answers > 0,
      broken: () => socket?.errored != null,
      release: () => {
        answers++;
        const connections = idle.get(origin) ?? [];
        if (fresh || connections.length >= maxIdle) return connection.destroy();
        idle.set(origin, [...connections, connection]);
      },
      destroy: () => {
        drop();
        client.destroy(null, () => {});
        attempt?.destroy();
        socket?.destroy();
      },
    };
    const drop = (): boolean => {
      const connections = idle.get(origin) ?? [];
      const others = connections.filter((other) => other !== connection);
      if (others.length === 0) idle.delete(origin);
      else idle.set(origin, others);
      return others.length < connections.length;
    };
    client.on("disconnect", () => {
      if (drop()) connection.destroy();
    });
    return connection;
  };

  return (origin, fresh) => {
    const connection = fresh ? undefined : idle.get(origin)?.pop();
    return connection ?? open(origin, fresh);
  };
};

/** The request as a proxy gets it: with the absolute URL, and the proxy's own credentials. */
const forwarded = (
  options: Dispatcher.DispatchOptions,
  origin: string,
  { authorization }: UsedProxy,
): Dispatcher.DispatchOptions => ({
  ...options,
  path: `${origin}${options.path}`,
  headers: [
    "host",
    new URL(origin).host,
    ...(options.headers as ReadonlyArray<string>),
    ...(authorization === undefined ? [] : ["proxy-authorization", authorization]),
  ],
});

/** Connections through a caller's dispatcher, which keeps its own connections; only its controller ends a request. */
export const dispatcherConnections =
  (dispatcher: Dispatcher): Connections =>
  (origin) => ({
    dispatch: (options, handler) => {
      dispatcher.dispatch({ ...options, origin }, handler);
    },
    reused: () => false,
    broken: () => false,
    release: () => {},
    destroy: () => {},
  });
