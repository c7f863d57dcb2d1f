import type { AgentClient, RayCluster, ReasonerClient } from "@jobwire/core";
import type * as Tracer from "effect/Tracer";

/** A client of one system: what `ray()`, `agent()` or `reasoner()` of `jobwire` returns. */
export type System = RayCluster | AgentClient | ReasonerClient;

/** What a request wants to do, as `authorize` gets it. */
export type Operation =
  | "list"
  | "get"
  | "submit"
  | "stop"
  | "delete"
  | "wait"
  | "log"
  | "events"
  | "changes"
  | "nodes"
  | "tasks"
  | "actors"
  | "serve";

/** One operation on one system. */
export interface Access {
  /** The system's name in the configuration. */
  readonly system: string;
  /** What the request would do, such as `submit` or `readLog`. */
  readonly operation: Operation;
  /** The job's id as the path names it (`{type}:{id}` for a reasoner job); null for operations on no single job. */
  readonly jobId: string | null;
}

/** Limits of requests over time. A request above them gets 429 with Retry-After. */
export interface RateOptions {
  /** Requests a second that a key may make in the long run. Default 1,000. */
  readonly perSecond?: number | undefined;
  /** Requests that a key may make at once. Default 5,000. */
  readonly burst?: number | undefined;
  /**
   * The key that a request counts for, such as its user. Default: one key for all requests, since a `Request` has no remote address.
   * At most 10,000 keys are remembered.
   */
  readonly key?: ((request: Request) => string) | undefined;
}

/** The limits of one gateway. Each has a default that fits a small server. */
export interface GatewayLimits {
  /** Bytes of a request's body. Default 1 MiB; more is 413. */
  readonly bodyBytes?: number | undefined;
  /** Open reads of logs, events and changes at once. Default 10,000; more is 503 with Retry-After. */
  readonly viewers?: number | undefined;
  /** Logs that are followed or kept at once. Default 500; more is 503 with Retry-After. */
  readonly logs?: number | undefined;
  /** Bytes of kept logs, all together. Default 4 GiB in files, 256 MiB in memory. The gateway reads the rest again when somebody wants it. */
  readonly spoolBytes?: number | undefined;
  /** Bytes of one response of a catch-up read. Default 1 MiB. */
  readonly chunkBytes?: number | undefined;
}

/** Times of one gateway, in milliseconds. */
export interface GatewayTimes {
  /** A log is followed and kept for this long after its last reader left. Default 60,000. */
  readonly keepMs?: number | undefined;
  /** A long-poll waits this long for new data. Default 25,000. */
  readonly longPollMs?: number | undefined;
  /** A response of server-sent events ends after this long; its reader continues with a new request. Default 60,000. */
  readonly sseMs?: number | undefined;
  /** A reader that takes nothing for this long is dropped; it may continue at its offset. Default 30,000. */
  readonly stallMs?: number | undefined;
  /** Between two looks at the jobs of a system whose changes somebody reads. Default 2,000. */
  readonly changesMs?: number | undefined;
}

/** Options of {@link createGateway}. */
export interface GatewayOptions {
  /** The systems by the names that their paths have: 1 to 64 of `A–Z a–z 0–9 . _ -`. */
  readonly systems: Readonly<Record<string, System>>;
  /**
   * Decides each operation. It gets the request without its body. True allows; false is 403; a `Response` is sent as it is, such as a
   * 401. Rejections are 500 and allow nothing. Without it, see `allowAnonymous`.
   */
  readonly authorize?:
    | ((request: Request, access: Access) => boolean | Response | Promise<boolean | Response>)
    | undefined;
  /** Without `authorize`: what anybody may do who can reach the gateway. Default: nothing. */
  readonly allowAnonymous?: "read" | "all" | undefined;
  /**
   * The names under which clients reach the gateway, as in the `Host` header, without a port. Others get 421, which stops DNS
   * rebinding. Default: `localhost`, `127.0.0.1` and `[::1]`. `"any"` checks none: only behind a server that checks them itself.
   */
  readonly hosts?: ReadonlyArray<string> | "any" | undefined;
  /** The origins of other sites whose pages may use the gateway, such as `https://app.example.com`. Default: none. */
  readonly origins?: ReadonlyArray<string> | undefined;
  /** With `origins`: their pages may send cookies. Default false. */
  readonly credentials?: boolean | undefined;
  /** Where the API begins in the server's paths, such as `/api/jobs` for `/api/jobs/v1/systems`. Default: the root. */
  readonly basePath?: string | undefined;
  /** `public` lets shared caches keep parts of logs. Use it only where everybody may read everything. Default `private`. */
  readonly cache?: "private" | "public" | undefined;
  /** How many requests one caller may send. See {@link RateOptions} for its defaults. */
  readonly rate?: RateOptions | undefined;
  /** How much memory and how many viewers the gateway may have. See {@link GatewayLimits} for its defaults. */
  readonly limits?: GatewayLimits | undefined;
  /** How long viewers, tails and idle logs may take. See {@link GatewayTimes} for its defaults. */
  readonly times?: GatewayTimes | undefined;
  /** Makes spans of requests. Default: none. */
  readonly tracer?: Tracer.Tracer | undefined;
}

/** A running gateway. */
export interface Gateway {
  /** Responds to one request. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Ends every reader and every upstream tail, and removes the files. The clients of the systems stay open: they are yours. */
  readonly close: () => Promise<void>;
  /** As `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
