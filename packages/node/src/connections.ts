import type { Socket } from "node:net";
import type { TlsOptions } from "@jobwire/node-shared";
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

/**
 * Keeps connections separate and alive. An undici Agent would do the same but cannot abort a request whose connection is still
 * being made: it would leave a socket that keeps dialling, and with it a process that does not end.
 */
export const makeConnections = (tls: TlsOptions): Connections => {
  const connect = buildConnector({ ...tls, allowH2: false, timeout: 0 }) as Connect;
  const idle = new Map<string, Array<RequestConnection>>();

  const open = (origin: string, fresh: boolean): RequestConnection => {
    let socket: Socket | undefined;
    let answers = 0;
    const client = new Client(origin, {
      connect: (options, callback) => {
        answers = 0;
        socket = connect(options, callback);
      },
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    });
    const connection: RequestConnection = {
      dispatch: (options, handler) => {
        client.dispatch(options, handler);
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
