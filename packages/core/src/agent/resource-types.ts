import type { CallOptions } from "../surface/options.ts";
import type { AgentRecord } from "./agent-record.ts";

/** Amounts of one resource; a number that the agent omitted is 0. */
export interface ResourceAmounts {
  /** All that the cluster or the node has. */
  readonly total: number;
  /** What is in use now. */
  readonly used: number;
  /** What is free now. */
  readonly available: number;
}

/** Totals of all GPUs; utilization in percent. */
export interface GpuTotals {
  /** The number of GPUs. */
  readonly totalGpus: number;
  /** The number of GPUs that are free now. */
  readonly availableGpus: number;
  /** The memory of all GPUs, in bytes. */
  readonly totalMemoryBytes: number;
  /** The free memory of all GPUs, in bytes. */
  readonly availableMemoryBytes: number;
  /** The highest utilization of a GPU, 0 to 100. */
  readonly maxUtilization: number;
  /** The mean utilization of all GPUs, 0 to 100. */
  readonly avgUtilization: number;
}

/** One GPU; utilization in percent, memory in megabytes. */
export interface GpuState {
  /** The GPU's number on its node, from 0. */
  readonly index: number;
  /** The model, such as `NVIDIA A100`; null when the agent does not report it. */
  readonly name: string | null;
  /** The GPU's UUID; null when the agent does not report it. */
  readonly uuid: string | null;
  /** 0 to 100; null when the agent does not report it. */
  readonly utilizationGpu: number | null;
  /** Megabytes in use; null when the agent does not report it. */
  readonly memoryUsed: number | null;
  /** All megabytes; null when the agent does not report it. */
  readonly memoryTotal: number | null;
  /** The used part of the memory; null when the agent does not report it. */
  readonly memoryUsedRatio: number | null;
  /** The processes on the GPU, in the agent's own shape. */
  readonly processesPids: ReadonlyArray<unknown>;
}

/** The resources of one node. */
export interface NodeResources {
  /** The node's id, as Ray has it. */
  readonly nodeId: string;
  /** The host's name; null when the agent does not report it. */
  readonly hostName: string | null;
  /** The node's IP address; null when the agent does not report it. */
  readonly ip: string | null;
  /** True for the head of the cluster. */
  readonly isHeadNode: boolean;
  /** `ALIVE` or `DEAD`. */
  readonly state: string;
  /** The kind of accelerator, such as `A100`; null for none. */
  readonly acceleratorType: string | null;
  /** CPUs, as counts. */
  readonly cpu: ResourceAmounts;
  /** Memory, in bytes. */
  readonly memory: ResourceAmounts;
  /** The node's GPUs. */
  readonly gpus: ReadonlyArray<GpuState>;
}

/** The cluster's resources and their use. */
export interface ClusterResources {
  /** The time of the measurement, ISO 8601. */
  readonly collectedAt: string;
  /** True when the agent reports the numbers as outdated. */
  readonly stale: boolean;
  /** CPUs of all nodes, as counts. */
  readonly cpu: ResourceAmounts;
  /** Memory of all nodes, in bytes. */
  readonly memory: ResourceAmounts;
  /** Ray's object store on all nodes, in bytes. */
  readonly objectStore: ResourceAmounts;
  /** The GPUs of all nodes. */
  readonly gpu: GpuTotals;
  /** Jobs that run now. */
  readonly runningJobs: number;
  /** Replicas of all Serve applications. */
  readonly totalServeReplicas: number;
  /** How many nodes there are. */
  readonly nodeCounts: {
    /** All nodes that the cluster remembers. */
    readonly total: number;
    /** Nodes that are alive. */
    readonly alive: number;
    /** Nodes that died. */
    readonly dead: number;
  };
  /** Each node by itself. */
  readonly nodes: ReadonlyArray<NodeResources>;
}

/** The work for a feasibility check. */
export interface FeasibilityRequest {
  /** The kind of work. */
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
  readonly cluster: (
    options?: CallOptions & {
      /** False requests a new measurement. Default true. */
      readonly useCache?: boolean | undefined;
    },
  ) => Promise<ClusterResources>;
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
