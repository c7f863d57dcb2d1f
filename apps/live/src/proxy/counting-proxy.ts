import { startForwardingProxy } from "./forwarding-proxy.ts";

/** A count of requests. */
export interface RequestCount {
  /** Requests so far. */
  readonly total: number;
  /** Requests that the server is working on. */
  readonly now: number;
  /** The most there were at once. */
  readonly most: number;
}

/** A proxy on loopback that counts requests and changes nothing. */
export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests of the state API, log files included: those that take one of the head's 100 slots. */
  readonly state: () => RequestCount;
  /** All other requests. */
  readonly other: () => RequestCount;
  /** Open WebSockets. */
  readonly sockets: () => RequestCount;
}

const counter = () => {
  const count = { total: 0, now: 0, most: 0 };
  return {
    count: (): RequestCount => ({ ...count }),
    begin: (): (() => void) => {
      count.total += 1;
      count.now += 1;
      count.most = Math.max(count.most, count.now);
      let isOver = false;
      return () => {
        if (!isOver) count.now -= 1;
        isOver = true;
      };
    },
  };
};

/** Starts the proxy in front of a dashboard. */
export const startCountingProxy = async (target: string): Promise<CountingProxy> => {
  const [state, other, sockets] = [counter(), counter(), counter()];
  const proxy = await startForwardingProxy(target, ({ url, headers }, kind) => {
    const requests = url?.startsWith("/api/v0/") === true ? state : other;
    return { headers, onEnd: (kind === "socket" ? sockets : requests).begin() };
  });
  return {
    url: proxy.url,
    state: state.count,
    other: other.count,
    sockets: sockets.count,
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
};
