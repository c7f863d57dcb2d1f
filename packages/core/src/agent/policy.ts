import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import type { BadResponse } from "../errors.ts";
import type { components } from "../generated/synapse-agent.ts";
import { InvalidRequest } from "../errors.ts";
import { decodeShape } from "../http/decode-shape.ts";
import type { GatekeepingPolicy } from "./resource-types.ts";

type WirePolicy = components["schemas"]["PolicyPatch"];

/** The agent's name of each figure. */
const wireNames = {
  maxConcurrentJobs: "max_concurrent_jobs",
  maxConcurrentServeReplicas: "max_concurrent_serve_replicas",
  gatekeepingEnabled: "gatekeeping_enabled",
  cpuMaxUtilizationPercent: "cpu_max_utilization_percent",
  memoryMaxUtilizationPercent: "memory_max_utilization_percent",
  gpuMaxUtilizationPercent: "gpu_max_utilization_percent",
  gpuMaxMemoryPercent: "gpu_max_memory_percent",
  maxConcurrentRayJobs: "max_concurrent_ray_jobs",
  resourceCacheTtlSeconds: "resource_cache_ttl_seconds",
} as const satisfies Readonly<Record<keyof GatekeepingPolicy, keyof WirePolicy>>;

const number = Shape.optionalKey(Shape.NullOr(Shape.Number));
const read = decodeShape(
  Shape.Struct({
    max_concurrent_jobs: number,
    max_concurrent_serve_replicas: number,
    gatekeeping_enabled: Shape.optionalKey(Shape.NullOr(Shape.Boolean)),
    cpu_max_utilization_percent: number,
    memory_max_utilization_percent: number,
    gpu_max_utilization_percent: number,
    gpu_max_memory_percent: number,
    max_concurrent_ray_jobs: number,
    resource_cache_ttl_seconds: number,
  }),
);

/** Reads the response to `GET` and `PATCH resources/policy/`; a missing field has the default of the agent's own clients. */
export const decodePolicy = (label: string, body: string): Effect.Effect<GatekeepingPolicy, BadResponse> =>
  Effect.map(read(label, body), (wire) => ({
    maxConcurrentJobs: wire.max_concurrent_jobs ?? 3,
    maxConcurrentServeReplicas: wire.max_concurrent_serve_replicas ?? 16,
    gatekeepingEnabled: wire.gatekeeping_enabled ?? true,
    cpuMaxUtilizationPercent: wire.cpu_max_utilization_percent ?? 90,
    memoryMaxUtilizationPercent: wire.memory_max_utilization_percent ?? 90,
    gpuMaxUtilizationPercent: wire.gpu_max_utilization_percent ?? 90,
    gpuMaxMemoryPercent: wire.gpu_max_memory_percent ?? 90,
    maxConcurrentRayJobs: wire.max_concurrent_ray_jobs ?? 0,
    resourceCacheTtlSeconds: wire.resource_cache_ttl_seconds ?? 5,
  }));

/** The body of a change; throws `InvalidRequest` (reason `local`, 400) for a figure that no policy has, or for none at all. */
export const policyPatch = (changes: Partial<GatekeepingPolicy>): WirePolicy => {
  const patch: Record<string, number | boolean> = {};
  // A program without types may pass nothing.
  for (const [name, value] of Object.entries((changes as typeof changes | null | undefined) ?? {})) {
    if (value === undefined) continue;
    if (!Object.hasOwn(wireNames, name)) {
      throw new InvalidRequest({ message: `a policy has no ${name}`, reason: "local", statusCode: 400 });
    }
    patch[wireNames[name as keyof GatekeepingPolicy]] = value;
  }
  if (Object.keys(patch).length > 0) return patch;
  throw new InvalidRequest({
    message: "a change of the policy must change something",
    reason: "local",
    statusCode: 400,
  });
};
