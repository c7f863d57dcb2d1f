import * as Effect from "effect/Effect";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { components } from "../generated/synapse-agent.ts";
import { isRecord } from "../is-record.ts";
import type { AgentApi } from "./api.ts";
import { decodeClusterResources } from "./cluster-resources.ts";
import { decodeRecord } from "./objects.ts";
import { decodePolicy } from "./policy.ts";
import type { ClusterResources, FeasibilityRequest, GatekeepingPolicy } from "./resource-types.ts";
import type { AgentRecord } from "./types.ts";

/** Reads the agent's health: `GET health/`, once. A response without a body is healthy as well. */
export const getAgentHealth = (api: AgentApi): Effect.Effect<AgentRecord, JobwireError> =>
  api.ask(
    "health",
    (client, init) => client.GET("/health/", { ...init }),
    (label, body) => (body === "" ? Effect.succeed({}) : decodeRecord(label, body)),
  );

/** Reads the GPU status: `GET gpu_status/`, once. */
export const getGpuStatus = (api: AgentApi): Effect.Effect<AgentRecord, JobwireError> =>
  api.ask("GPU status", (client, init) => client.GET("/gpu_status/", { ...init }), decodeRecord);

/** Reads the cluster's resources: `GET resources/cluster/`, once. */
export const getClusterResources = (api: AgentApi, useCache: boolean): Effect.Effect<ClusterResources, JobwireError> =>
  api.ask(
    "resources",
    (client, init) => client.GET("/resources/cluster/", { params: { query: { use_cache: useCache } }, ...init }),
    decodeClusterResources,
  );

/**
 * Checks whether work would fit: `POST resources/feasibility/`, once; it changes nothing. Sends absent values as the agent's
 * own clients do.
 */
export const checkFeasibility = (
  api: AgentApi,
  request: FeasibilityRequest,
): Effect.Effect<AgentRecord, JobwireError> => {
  if (!isRecord(request)) {
    return Effect.fail(
      new InvalidRequest({
        message: 'resources.checkFeasibility needs the work as an object, such as { kind: "job", numCpus: 2 }',
        reason: "local",
      }),
    );
  }
  const body = {
    kind: request.kind,
    ...(request.numCpus === undefined ? {} : { num_cpus: request.numCpus }),
    num_gpus: request.numGpus ?? 0,
    memory_bytes: request.memoryBytes ?? null,
    replicas: request.replicas ?? 1,
    metadata: { ...request.metadata },
  };
  return api.ask(
    "feasibility",
    (client, init) => client.POST("/resources/feasibility/", { body, ...init }),
    decodeRecord,
  );
};

/** Reads the policy: `GET resources/policy/`, once. */
export const getPolicy = (api: AgentApi): Effect.Effect<GatekeepingPolicy, JobwireError> =>
  api.ask("policy", (client, init) => client.GET("/resources/policy/", { ...init }), decodePolicy);

/** Changes the policy: `PATCH resources/policy/`, once. */
export const updatePolicy = (
  api: AgentApi,
  patch: components["schemas"]["PolicyPatch"],
): Effect.Effect<GatekeepingPolicy, JobwireError> =>
  api.ask(
    "change of the policy",
    (client, init) => client.PATCH("/resources/policy/", { body: patch, ...init }),
    decodePolicy,
  );
