import type { AgentClient, AgentOptions, RayCluster, RayOptions, ReasonerClient, ReasonerOptions } from "@jobwire/core";
import type { RuntimeFacts } from "@jobwire/core/adapter";
import type {
  FaultServer,
  FaultyAgent,
  FaultyAgentOptions,
  FaultyRay,
  FaultyRayOptions,
  ReferenceAgent,
  ReferenceAgentOptions,
  ReferenceRay,
  ReferenceRayOptions,
  ReferenceReasoner,
  ReferenceReasonerOptions,
} from "@jobwire/testing";

/** The service that a case is about. */
export type Surface = "ray" | "agent" | "reasoner";

/**
 * How a case talks to its service: `unary` is single requests; `auto`, `http` and `websocket` are a tail's protocols; `plain` is a
 * tail that finds no other source than the whole log in one response; `direct-access` and `sql` are a reasoner's backends.
 */
export type Transport = "unary" | "auto" | "http" | "websocket" | "plain" | "direct-access" | "sql";

/**
 * What a case needs of its runtime. `writes`: requests that a bare Ray does not take for a browser's. `handshake-headers`: a token on
 * a WebSocket. `ray-socket`: a WebSocket over which Ray sends something. `redirects-seen`: a redirect's target is shown rather than hidden. `sends-once`: what is sent, is sent once. `page`: it is about pages alone. `process`: it is
 * about what a page cannot have.
 */
export type Need =
  | "writes"
  | "handshake-headers"
  | "ray-socket"
  | "redirects-seen"
  | "headers-kept"
  | "sends-once"
  | "page"
  | "process";

/** What a case's servers can be told and asked, by name; arguments and results are JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- any arguments: each case declares its own.
export type Hands = Readonly<Record<string, (...args: any) => unknown>>;

/** The same from where the client runs. */
export type RemoteHands<H extends Hands> = {
  readonly [Name in keyof H]: (...args: Parameters<H[Name]>) => Promise<Awaited<ReturnType<H[Name]>>>;
};

/** Starts servers for one cell, in the runner's process; they are closed after it, and what they complain of fails it. */
export interface Makers {
  readonly faultyRay: (options: FaultyRayOptions) => Promise<FaultyRay>;
  /** A Ray that runs entrypoints as processes; or the one that the command line names. */
  readonly rayService: (options?: ReferenceRayOptions) => Promise<RayService>;
  readonly faultyAgent: (options: FaultyAgentOptions) => Promise<FaultyAgent>;
  /** An agent that runs jobs as processes; or the one that the command line names. */
  readonly agentService: (options?: ReferenceAgentOptions) => Promise<AgentService>;
  /** RelationalAI's jobs, over Direct Access and SQL. */
  readonly reasonerService: (options?: ReferenceReasonerOptions) => Promise<ReferenceReasoner>;
  /** A server without any answer yet. */
  readonly bareServer: () => Promise<FaultServer>;
}

/** A service that was not made for one case: the reference Ray, or somebody's own. */
export interface RayService {
  readonly url: string;
  readonly token: string | undefined;
  /** Absent when it is somebody's own. */
  readonly reference: ReferenceRay | undefined;
  /** A client of the runner's, for what a page may not do itself. */
  readonly cluster: RayCluster;
}

/** The reference agent, or somebody's own. */
export interface AgentService {
  readonly url: string;
  readonly token: string;
  /** Absent when it is somebody's own. */
  readonly reference: ReferenceAgent | undefined;
}

/** What stands ready for one cell. */
export interface World<H extends Hands = Hands> {
  /** What the client is given; in a browser the page's origin. */
  readonly url: string;
  readonly token?: string | undefined;
  /** What a log truly holds, by job, for {@link Bench.judge}. */
  readonly truth?: (job: string) => Uint8Array | string | Promise<Uint8Array | string>;
  readonly hands?: H;
}

/** The clients that a runtime's package gives. */
export interface Clients {
  readonly ray: (options: RayOptions) => RayCluster;
  readonly agent: (options: AgentOptions) => AgentClient;
  readonly reasoner: (options: ReasonerOptions) => ReasonerClient;
}

/** What a case works with, in the runtime under test. */
export interface Bench<H extends Hands = Hands> {
  readonly transport: Transport;
  readonly url: string;
  readonly runtime: RuntimeFacts;
  readonly clients: Clients;
  /** A client of the world's Ray; closed after the case. */
  readonly ray: (options?: Partial<RayOptions>) => RayCluster;
  /** A client of the world's agent; closed after the case. */
  readonly agent: (options?: Partial<AgentOptions>) => AgentClient;
  /** A client of reasoner jobs; closed after the case. */
  readonly reasoner: (options: ReasonerOptions) => ReasonerClient;
  readonly hand: RemoteHands<H>;
  /** Fails unless the lines are what the log of `job` truly holds. */
  readonly judge: (lines: ReadonlyArray<string>, job?: string) => Promise<void>;
  /** Bytes of memory in use after a garbage collection, as closely as the runtime says: resident, or a page's heap. */
  readonly memory: () => number;
}

/** A case: what stands ready, and what the client must do with it. It runs once for each transport and runtime. */
export interface ConformanceCase<H extends Hands = Hands> {
  /** `area/name`, unique. */
  readonly id: string;
  readonly surface: Surface;
  /** Ids of the requirements that it shows. */
  readonly cites: ReadonlyArray<string>;
  readonly transports: ReadonlyArray<Transport>;
  readonly needs?: ReadonlyArray<Need>;
  /** It needs no faults, so it also runs against somebody's own service. */
  readonly service?: boolean;
  /** Nothing else may run beside it. */
  readonly alone?: boolean;
  /** Milliseconds; default 60,000. */
  readonly limitMs?: number;
  readonly world: (makers: Makers, transport: Transport) => Promise<World<H>>;
  /** Gives what it measured, as words for the report, where it measured something. */
  readonly run: (bench: Bench<H>) => Promise<string | void>;
}

/** A case, with the types of its hands found from its world. */
export const defineCase = <H extends Hands>(one: ConformanceCase<H>): ConformanceCase =>
  one as unknown as ConformanceCase;
