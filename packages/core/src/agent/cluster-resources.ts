import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import type { BadResponse } from "../errors.ts";
import { decodeShape } from "../http/decode-shape.ts";
import type { ClusterResources, GpuState, NodeResources, ResourceAmounts } from "./resource-types.ts";

const number = Shape.optionalKey(Shape.NullOr(Shape.Number));
const text = Shape.optionalKey(Shape.NullOr(Shape.String));
const flag = Shape.optionalKey(Shape.NullOr(Shape.Boolean));

const WireAmounts = Shape.Struct({ total: number, used: number, available: number });
const amounts = Shape.optionalKey(Shape.NullOr(WireAmounts));

const WireGpu = Shape.Struct({
  index: number,
  name: text,
  uuid: text,
  utilization_gpu: number,
  memory_used: number,
  memory_total: number,
  memory_used_ratio: number,
  processes_pids: Shape.optionalKey(Shape.NullOr(Shape.Array(Shape.Unknown))),
});

const WireNode = Shape.Struct({
  node_id: text,
  host_name: text,
  ip: text,
  is_head_node: flag,
  state: text,
  accelerator_type: text,
  cpu: amounts,
  memory: amounts,
  gpus: Shape.optionalKey(Shape.NullOr(Shape.Array(WireGpu))),
});

/** Only the time is required: every other field has a default. */
const WireResources = Shape.Struct({
  collected_at: Shape.String,
  stale: flag,
  cpu: amounts,
  memory: amounts,
  object_store: amounts,
  gpu: Shape.optionalKey(
    Shape.NullOr(
      Shape.Struct({
        total_gpus: number,
        available_gpus: number,
        total_memory_bytes: number,
        available_memory_bytes: number,
        max_utilization: number,
        avg_utilization: number,
      }),
    ),
  ),
  running_jobs: number,
  total_serve_replicas: number,
  node_counts: Shape.optionalKey(Shape.NullOr(Shape.Struct({ total: number, alive: number, dead: number }))),
  nodes: Shape.optionalKey(Shape.NullOr(Shape.Array(WireNode))),
});

const toAmounts = (wire: typeof WireAmounts.Type | null | undefined): ResourceAmounts => ({
  total: wire?.total ?? 0,
  used: wire?.used ?? 0,
  available: wire?.available ?? 0,
});

const toGpu = (wire: typeof WireGpu.Type): GpuState => ({
  index: wire.index ?? 0,
  name: wire.name ?? null,
  uuid: wire.uuid ?? null,
  utilizationGpu: wire.utilization_gpu ?? null,
  memoryUsed: wire.memory_used ?? null,
  memoryTotal: wire.memory_total ?? null,
  memoryUsedRatio: wire.memory_used_ratio ?? null,
  processesPids: wire.processes_pids ?? [],
});

const toNode = (wire: typeof WireNode.Type): NodeResources => ({
  nodeId: wire.node_id ?? "",
  hostName: wire.host_name ?? null,
  ip: wire.ip ?? null,
  isHeadNode: wire.is_head_node ?? false,
  state: wire.state ?? "",
  acceleratorType: wire.accelerator_type ?? null,
  cpu: toAmounts(wire.cpu),
  memory: toAmounts(wire.memory),
  gpus: (wire.gpus ?? []).map(toGpu),
});

const read = decodeShape(WireResources);

/** Reads the response of `GET resources/cluster/`. */
export const decodeClusterResources = (label: string, body: string): Effect.Effect<ClusterResources, BadResponse> =>
  Effect.map(read(label, body), (wire) => ({
    collectedAt: wire.collected_at,
    stale: wire.stale ?? false,
    cpu: toAmounts(wire.cpu),
    memory: toAmounts(wire.memory),
    objectStore: toAmounts(wire.object_store),
    gpu: {
      totalGpus: wire.gpu?.total_gpus ?? 0,
      availableGpus: wire.gpu?.available_gpus ?? 0,
      totalMemoryBytes: wire.gpu?.total_memory_bytes ?? 0,
      availableMemoryBytes: wire.gpu?.available_memory_bytes ?? 0,
      maxUtilization: wire.gpu?.max_utilization ?? 0,
      avgUtilization: wire.gpu?.avg_utilization ?? 0,
    },
    runningJobs: wire.running_jobs ?? 0,
    totalServeReplicas: wire.total_serve_replicas ?? 0,
    nodeCounts: {
      total: wire.node_counts?.total ?? 0,
      alive: wire.node_counts?.alive ?? 0,
      dead: wire.node_counts?.dead ?? 0,
    },
    nodes: (wire.nodes ?? []).map(toNode),
  }));
