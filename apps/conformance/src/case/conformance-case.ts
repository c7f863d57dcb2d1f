import type { AgentClient, AgentOptions, RayCluster, RayOptions, ReasonerClient, ReasonerOptions } from "@jobwire/core";
import type { RuntimeFacts } from "@jobwire/core/adapter";
import type { FaultyGateway, FaultyGatewayOptions } from "../runner/faulty-gateway.ts";
import type { KubernetesJobs, KubernetesOptions } from "@jobwire/example-kubernetes";
import type { ScriptedCluster, ScriptedClusterOptions } from "@jobwire/example-kubernetes/scripted-cluster";
import type { GatewayClient, GatewayClientOptions } from "@jobwire/gateway/client";
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

/** The service under test. `kubernetes` is the example of a job system of your own; `gateway` is a gateway in front of the others. */
export type Surface = "ray" | "agent" | "reasoner" | "kubernetes" | "gateway";

/** A job system, without a gateway before it. */
export type SystemSurface = Exclude<Surface, "gateway">;

/**
 * How a case connects to its service: `unary` is single requests; `auto`, `http` and `websocket` are a tail's protocols; `plain` is
 * a tail whose only source is the whole log in one response; `direct-access` and `sql` are a reasoner's backends.
 */
export type Transport = "unary" | "auto" | "http" | "websocket" | "plain" | "direct-access" | "sql";

/**
 * The abilities of its runtime that a case needs. `writes`: requests that a bare Ray does not take for a browser's. `handshake-headers`: a token
 * on a WebSocket. `ray-socket`: a WebSocket over which Ray sends frames. `redirects-seen`: the target of a redirect is visible.
 * `sends-once`: the runtime sends each request once. `page`: the case is about pages only. `process`: it is about something that a
 * page cannot have.
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

/** The actions and questions that a case's servers accept, by name; arguments and results are JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- any arguments: each case declares its own.
export type Hands = Readonly<Record<string, (...args: any) => unknown>>;

/** The same, called from the client's runtime. */
export type RemoteHands<H extends Hands> = {
  readonly [Name in keyof H]: (...args: Parameters<H[Name]>) => Promise<Awaited<ReturnType<H[Name]>>>;
};

/** Starts the servers of one cell in the runner's process. The runner closes them after it; any problem they record fails the cell. */
export interface Makers {
  readonly faultyRay: (options: FaultyRayOptions) => Promise<FaultyRay>;
  /** Starts a Ray that runs entrypoints as processes, or uses the one of the command line. */
  readonly rayService: (options?: ReferenceRayOptions) => Promise<RayService>;
  readonly faultyAgent: (options: FaultyAgentOptions) => Promise<FaultyAgent>;
  /** Starts an agent that runs jobs as processes, or uses the one of the command line. */
  readonly agentService: (options?: ReferenceAgentOptions) => Promise<AgentService>;
  /** Starts RelationalAI's jobs, over Direct Access and SQL. */
  readonly reasonerService: (options?: ReferenceReasonerOptions) => Promise<ReferenceReasoner>;
  /** Starts a cluster of the example, without any Job. */
  readonly kubernetesCluster: (options?: ScriptedClusterOptions) => Promise<ScriptedCluster>;
  /** Starts a gateway in front of other servers of the world, which forgets everything at each restart. */
  readonly gateway: (options: FaultyGatewayOptions) => Promise<FaultyGateway>;
  /** Starts a server without any response yet. */
  readonly bareServer: () => Promise<FaultServer>;
}

/** A service that was not made for one case: the reference Ray, or the user's own. */
export interface RayService {
  readonly url: string;
  readonly token: string | undefined;
  /** Absent when it is the user's own. */
  readonly reference: ReferenceRay | undefined;
  /** The runner's client, for requests that a page may not send. */
  readonly cluster: RayCluster;
}

/** The reference agent, or the user's own. */
export interface AgentService {
  readonly url: string;
  readonly token: string;
  /** Absent when it is the user's own. */
  readonly reference: ReferenceAgent | undefined;
}

/** The servers and data of one cell. */
export interface World<H extends Hands = Hands> {
  /** The client's address; in a browser the page's origin. */
  readonly url: string;
  readonly token?: string | undefined;
  /** The true content of each log, by job, for {@link Bench.checkLines}. */
  readonly truth?: (job: string) => Uint8Array | string | Promise<Uint8Array | string>;
  readonly hands?: H;
}

/** The clients that a runtime's package exports, and the example's over its adapter. */
export interface Clients {
  readonly ray: (options: RayOptions) => RayCluster;
  readonly agent: (options: AgentOptions) => AgentClient;
  readonly reasoner: (options: ReasonerOptions) => ReasonerClient;
  readonly kubernetes: (options: KubernetesOptions) => KubernetesJobs;
  readonly gateway: (options: GatewayClientOptions) => GatewayClient;
  /** Everything that the runtime's package exports, by name. */
  readonly exported: Readonly<Record<string, unknown>>;
}

/** The tools of a case, in the runtime under test. */
export interface Bench<H extends Hands = Hands> {
  readonly transport: Transport;
  readonly url: string;
  readonly runtime: RuntimeFacts;
  readonly clients: Clients;
  /** Makes a client of the world's Ray; the program closes it after the case. */
  readonly ray: (options?: Partial<RayOptions>) => RayCluster;
  /** Makes a client of the world's agent; the program closes it after the case. */
  readonly agent: (options?: Partial<AgentOptions>) => AgentClient;
  /** Makes a client of reasoner jobs; the program closes it after the case. */
  readonly reasoner: (options: ReasonerOptions) => ReasonerClient;
  /** Makes a client of the world's cluster; the program closes it after the case. */
  readonly kubernetes: (options?: Partial<KubernetesOptions>) => KubernetesJobs;
  /** Makes a client of the world's gateway; the program closes it after the case. */
  readonly gateway: (options?: Partial<GatewayClientOptions>) => GatewayClient;
  readonly hand: RemoteHands<H>;
  /** Fails unless the lines are exactly the log of `job`. */
  readonly checkLines: (lines: ReadonlyArray<string>, job?: string) => Promise<void>;
  /** Bytes of memory in use after a garbage collection, as precisely as the runtime reports: resident, or a page's heap. */
  readonly memory: () => number;
}

/** A case: its servers, and what the client must do with them. It runs once for each transport and runtime. */
export interface ConformanceCase<H extends Hands = Hands> {
  /** `area/name`, unique. */
  readonly id: string;
  readonly surface: Surface;
  /** Ids of the requirements that it shows. */
  readonly cites: ReadonlyArray<string>;
  readonly transports: ReadonlyArray<Transport>;
  readonly needs?: ReadonlyArray<Need>;
  /** It needs no faults, so it also runs against the user's own service. */
  readonly service?: boolean;
  /** No other cell may run beside it. */
  readonly alone?: boolean;
  /** Milliseconds; default 60,000. */
  readonly limitMs?: number;
  readonly world: (makers: Makers, transport: Transport) => Promise<World<H>>;
  /** Returns its measurements, as text for the report, if it measured anything. */
  readonly run: (bench: Bench<H>) => Promise<string | void>;
}

/** Defines a case, with the types of its hands inferred from its world. */
export const defineCase = <H extends Hands>(one: ConformanceCase<H>): ConformanceCase =>
  one as unknown as ConformanceCase;
