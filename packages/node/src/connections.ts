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
import { buildConnector, Client, type Dispatcher } from "undici";

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
const maxIdle = 8;

/** undici's connector returns the socket, although its types do not include that; the test "abort while connecting" relies on it. */
type Connect = (...args: Parameters<buildConnector.connector>) => Socket;

/** A connection attempt that can be ended while it has no socket yet. */
interface Attempt {
  readonly destroy: () => void;
}

const socketAttempt = (socket: Socket): Attempt => ({ destroy: () => void socket.destroy() });

/** Makes the connections of one adapter, direct or through a proxy. */
interface Connector {
  readonly connect: (
    proxy: UsedProxy | undefined,
    options: buildConnector.Options,
    callback: buildConnector.Callback,
    onSocket: (socket: Socket) => void,
  ) => Attempt;
}

/** A request by plain http goes to the proxy itself; one by https goes to the server through the proxy's tunnel. */
const makeConnector = (tls: TlsMaterial): Connector => {
  const limits = { allowH2: false, timeout: 0 };
  const direct = buildConnector({ ...secureOptions(tls), ...limits }) as Connect;
  const toProxy = buildConnector({ ...secureOptions(proxyTls(tls)), ...limits }) as Connect;
  return {
    connect: (proxy, options, callback, onSocket) => {
      const opened = (socket: Socket): Attempt => {
        onSocket(socket);
        return socketAttempt(socket);
      };
      if (proxy === undefined) return opened(direct(options, callback));
      const { hostname, port, protocol } = options;
      if (hostname === proxy.url.hostname && protocol === proxy.url.protocol && (port || "") === proxy.url.port) {
        return opened(
          toProxy(options, (...[error, socket]) =>
            error === null
              ? callback(null, socket)
              : callback(proxyFault(error, proxy, options.host ?? hostname), null),
          ),
        );
      }
      let attempt: Attempt | undefined;
      const end = openTunnel(proxy, authorityOf(hostname, Number(port) || 443), tls, (fault, socket) => {
        if (fault !== null || socket === undefined) return callback(fault ?? new Error("no socket"), null);
        attempt = opened(direct({ ...options, httpSocket: socket }, callback));
      });
      return {
        destroy: () => {
          end();
          if (attempt === undefined) callback(new Error("ended by its reader"), null);
          else attempt.destroy();
        },
      };
    },
  };
};

/**
 * Keeps connections separate and alive. An undici Agent would do the same but cannot abort a request whose connection is still
 * being made: it would leave a socket that keeps dialling, and with it a process that does not end. For the same reason this uses
 * neither undici's ProxyAgent nor an agent of a package for proxies: they do not end a tunnel that is still being made.
 */
export const makeConnections = (tls: TlsMaterial, proxies: ProxyRules | undefined): Connections => {
  const connector = makeConnector(tls);
  const idle = new Map<string, Array<RequestConnection>>();

  const open = (origin: string, fresh: boolean): RequestConnection => {
    const proxy = proxies?.proxyFor(origin);
    const forwarder = origin.startsWith("http:") ? proxy : undefined;
    let attempt: Attempt | undefined;
    let socket: Socket | undefined;
    let answers = 0;
    const client = new Client(forwarder?.url.origin ?? origin, {
      connect: (options, callback) => {
        answers = 0;
        attempt = connector.connect(proxy, options, callback, (made) => {
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
