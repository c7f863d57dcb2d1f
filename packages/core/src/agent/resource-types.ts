import type { CallOptions } from "../surface/options.ts";
import type { AgentRecord } from "./agent-record.ts";

/** Amounts of one resource; a number that the agent omitted is 0. */
export interface ResourceAmounts {
  readonly total: number;
  readonly used: number;
  readonly available: number;
}

/** Totals of all GPUs; utilization in percent. */
export interface GpuTotals {
  readonly totalGpus: number;
  readonly availableGpus: number;
  readonly totalMemoryBytes: number;
  readonly availableMemoryBytes: number;
  readonly maxUtilization: number;
  readonly avgUtilization: number;
}

/** One GPU; utilization in percent, memory in megabytes. */
export interface GpuState {
  readonly index: number;
  readonly name: string | null;
  readonly uuid: string | null;
  readonly utilizationGpu: number | null;
  readonly memoryUsed: number | null;
  readonly memoryTotal: number | null;
  readonly memoryUsedRatio: number | null;
  readonly processesPids: ReadonlyArray<unknown>;
}

/** The resources of one node. */
export interface NodeResources {
  readonly nodeId: string;
  readonly hostName: string | null;
  readonly ip: string | null;
  readonly isHeadNode: boolean;
  /** `ALIVE` or `DEAD`. */
  readonly state: string;
  readonly acceleratorType: string | null;
  readonly cpu: ResourceAmounts;
  readonly memory: ResourceAmounts;
  readonly gpus: ReadonlyArray<GpuState>;
}

/** The cluster's resources and their use. */
export interface ClusterResources {
  /** The time of the measurement, ISO 8601. */
  readonly collectedAt: string;
  /** True when the agent reports the numbers as outdated. */
  readonly stale: boolean;
  readonly cpu: ResourceAmounts;
  readonly memory: ResourceAmounts;
  readonly objectStore: ResourceAmounts;
  readonly gpu: GpuTotals;
  readonly runningJobs: number;
  readonly totalServeReplicas: number;
  readonly nodeCounts: { readonly total: number; readonly alive: number; readonly dead: number };
  readonly nodes: ReadonlyArray<NodeResources>;
}

/** The work for a feasibility check. */
export interface FeasibilityRequest {
  readonly kind: "job" | "serve" | "container" | "task";
  /** CPUs that the work needs. Default: not sent. */
  readonly numCpus?: number | undefined;
  /** GPUs that the work needs. Default 0. */
  readonly numGpus?: number | undefined;
  /** Memory that the work needs, in bytes. Default null. */
  readonly memoryBytes?: number | null | undefined;
  /** The number of replicas. Default 1. */
  readonly replicas?: number | undefined;
  /** Further data for the agent. Default empty. */
  readonly metadata?: AgentRecord | undefined;
}

/** The agent's limits for new work. A number that the agent omitted has the default of its own clients. */
export interface GatekeepingPolicy {
  /** Default 3. */
  readonly maxConcurrentJobs: number;
  /** Default 16. */
  readonly maxConcurrentServeReplicas: number;
  /** Default true. */
  readonly gatekeepingEnabled: boolean;
  /** Default 90. */
  readonly cpuMaxUtilizationPercent: number;
  /** Default 90. */
  readonly memoryMaxUtilizationPercent: number;
  /** Default 90. */
  readonly gpuMaxUtilizationPercent: number;
  /** Default 90. */
  readonly gpuMaxMemoryPercent: number;
  /** Default 0. */
  readonly maxConcurrentRayJobs: number;
  /** Default 5. */
  readonly resourceCacheTtlSeconds: number;
}

/** The agent's resources and the policy for their use. */
export interface AgentResources {
  /** Reads the cluster's resources. `useCache: false` requests a new measurement; default true. */
  readonly cluster: (options?: CallOptions & { readonly useCache?: boolean | undefined }) => Promise<ClusterResources>;
  /** Asks whether the agent could place this work now; changes nothing. The result's shape depends on the agent. */
  readonly checkFeasibility: (request: FeasibilityRequest, options?: CallOptions) => Promise<AgentRecord>;
  /** Reads the policy. */
  readonly getPolicy: (options?: CallOptions) => Promise<GatekeepingPolicy>;
  /**
   * Changes these values and returns the new policy. The client does not repeat a change that may have arrived, but a browser
   * may (docs/browsers.md).
   */
  readonly updatePolicy: (changes: Partial<GatekeepingPolicy>, options?: CallOptions) => Promise<GatekeepingPolicy>;
}
