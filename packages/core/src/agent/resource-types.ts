import type { CallOptions } from "../surface/options.ts";
import type { AgentRecord } from "./agent-record.ts";

/** Figures that the agent left out are 0. */
export interface ResourceAmounts {
  readonly total: number;
  readonly used: number;
  readonly available: number;
}

/** Utilization in percent. */
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

/** One node's share. */
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

/** What the cluster has and uses. */
export interface ClusterResources {
  /** ISO 8601. */
  readonly collectedAt: string;
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

/** What shall be placed. */
export interface FeasibilityRequest {
  readonly kind: "job" | "serve" | "container" | "task";
  readonly numCpus?: number | undefined;
  /** Default 0. */
  readonly numGpus?: number | undefined;
  readonly memoryBytes?: number | null | undefined;
  /** Default 1. */
  readonly replicas?: number | undefined;
  readonly metadata?: AgentRecord | undefined;
}

/** By what the agent admits work. A figure that the agent left out has the default its own clients take. */
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

/** Resources and what they may be used for. */
export interface AgentResources {
  /** `useCache: false` asks for figures taken anew; default true. */
  readonly cluster: (options?: CallOptions & { readonly useCache?: boolean | undefined }) => Promise<ClusterResources>;
  /** Whether something could be placed now, in the agent's own words; nothing is changed by it. */
  readonly checkFeasibility: (request: FeasibilityRequest, options?: CallOptions) => Promise<AgentRecord>;
  readonly getPolicy: (options?: CallOptions) => Promise<GatekeepingPolicy>;
  /**
   * Changes the figures given and gives the policy as it is then. Not sent again when it may have arrived, except by a browser
   * (docs/browsers.md).
   */
  readonly updatePolicy: (changes: Partial<GatekeepingPolicy>, options?: CallOptions) => Promise<GatekeepingPolicy>;
}
