import { cpus, freemem, totalmem } from "node:os";
import type { AgentHandlers } from "../agent-server/agent-handlers.ts";
import { json } from "../fault/responses.ts";
import { bodyFields, type FieldRule } from "./body-fields.ts";

/** The state behind the resource responses. */
export interface AgentLoad {
  readonly runningJobs: () => number;
  readonly applications: () => number;
}

/** The values that the clients assume for absent fields. */
const firstPolicy: Readonly<Record<string, number | boolean>> = {
  max_concurrent_jobs: 3,
  max_concurrent_serve_replicas: 16,
  gatekeeping_enabled: true,
  cpu_max_utilization_percent: 90,
  memory_max_utilization_percent: 90,
  gpu_max_utilization_percent: 90,
  gpu_max_memory_percent: 90,
  max_concurrent_ray_jobs: 0,
  resource_cache_ttl_seconds: 5,
};

const policyRules: Readonly<Record<string, FieldRule>> = Object.fromEntries(
  Object.entries(firstPolicy).map(([name, value]) => [
    name,
    { is: typeof value === "boolean" ? "boolean" : /percent|seconds/.test(name) ? "number" : "integer" },
  ]),
);

const feasibilityRules: Readonly<Record<string, FieldRule>> = {
  kind: { is: ["job", "serve", "container", "task"], required: true },
  num_cpus: { is: "number" },
  num_gpus: { is: "number" },
  memory_bytes: { is: "integer" },
  replicas: { is: "integer" },
  metadata: { is: "object" },
};

const counter = (total: number, used: number) => ({ total, used, available: total - used });

/** GPU status, cluster resources, feasibility and policy: this machine's CPUs and memory, and no GPU. */
export function resourceHandlers(load: AgentLoad): AgentHandlers {
  let policy = firstPolicy;
  const cpu = cpus().length;

  const snapshot = () => {
    const node = {
      node_id: "a1b2c3",
      host_name: "localhost",
      ip: "127.0.0.1",
      is_head_node: true,
      state: "ALIVE",
      accelerator_type: null,
      cpu: counter(cpu, Math.min(cpu, load.runningJobs())),
      memory: counter(totalmem(), totalmem() - freemem()),
      gpus: [],
    };
    return {
      collected_at: new Date().toISOString(),
      stale: false,
      cpu: node.cpu,
      memory: node.memory,
      object_store: counter(0, 0),
      gpu: { total_gpus: 0, available_gpus: 0, total_memory_bytes: 0, available_memory_bytes: 0 },
      running_jobs: load.runningJobs(),
      total_serve_replicas: load.applications(),
      node_counts: { total: 1, alive: 1, dead: 0 },
      nodes: [node],
    };
  };
  let cached = snapshot();

  return {
    gpuStatus: () => json({ available: false, gpus: [] }),
    clusterResources(request) {
      if (request.query.get("use_cache") === "true") return json({ ...cached, stale: true });
      cached = snapshot();
      return json(cached);
    },
    feasibility(request) {
      const { num_cpus: asked, num_gpus: gpus, memory_bytes: memory, replicas } = bodyFields(request, feasibilityRules);
      const times = (value: unknown) => Number(value ?? 0) * Number(replicas ?? 1);
      const missing = [
        ...(times(asked) > cpu ? [`num_cpus: ${times(asked)} of ${cpu}`] : []),
        ...(times(gpus) > 0 ? [`num_gpus: ${times(gpus)} of 0`] : []),
        ...(times(memory) > totalmem() ? [`memory_bytes: ${times(memory)} of ${totalmem()}`] : []),
      ];
      return json({ feasible: missing.length === 0, missing });
    },
    policy: () => json(policy),
    updatePolicy(request) {
      const changes = Object.entries(bodyFields(request, policyRules)).filter(([name]) => name in firstPolicy);
      policy = { ...policy, ...(Object.fromEntries(changes) as typeof firstPolicy) };
      return json(policy);
    },
  };
}
