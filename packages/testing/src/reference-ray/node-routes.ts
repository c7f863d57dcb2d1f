import { cpus, freemem, hostname, totalmem } from "node:os";
import type { Cluster } from "./cluster.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import type { Route } from "./routes.ts";

export const NODE_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/nodes", handler: nodes },
  { method: "GET", pattern: "/nodes/{}", handler: node },
];

/** The one node as the state API reports it, `detail` columns last. */
export function nodeRow(cluster: Cluster): Readonly<Record<string, unknown>> {
  return {
    node_id: cluster.nodeId,
    node_ip: cluster.nodeIp,
    is_head_node: true,
    state: "ALIVE",
    state_message: null,
    node_name: cluster.nodeIp,
    resources_total: {
      ...Object.fromEntries(cluster.resources.total),
      "node:__internal_head__": 1,
      [`node:${cluster.nodeIp}`]: 1,
    },
    labels: cluster.resources.labels,
    start_time_ms: cluster.startedAt,
    end_time_ms: 0,
  };
}

function nodes({ cluster, query, response }: Exchange): void {
  const view = query.get("view");
  if (view === "summary")
    return sendJson(response, 200, {
      result: true,
      msg: "Node summary fetched.",
      data: { summary: [summary(cluster)], nodeLogicalResources: { [cluster.nodeId]: logicalResources(cluster) } },
    });
  if (view === "hostnamelist" || view === "hostNameList")
    return sendJson(response, 200, {
      result: true,
      msg: "Node hostname list fetched.",
      data: { hostNameList: [hostname()] },
    });
  sendJson(response, 500, { result: false, msg: `Unknown view ${view ?? "None"}`, data: {} });
}

/** An unknown node is a 200 with a nearly empty detail. */
function node({ cluster, parameters, response }: Exchange): void {
  const empty = {
    raylet: { objectStoreUsedMemory: 0, objectStoreAvailableMemory: 0, stateMessage: null },
    tpus: [],
    actors: {},
    workers: [],
  };
  const detail = parameters[0] === cluster.nodeId ? { ...empty, ...summary(cluster) } : empty;
  sendJson(response, 200, { result: true, msg: "Node details fetched.", data: { detail } });
}

/** Those of Ray's many figures that need no raylet. */
function summary(cluster: Cluster): Readonly<Record<string, unknown>> {
  const count = cpus().length;
  return {
    now: Date.now() / 1000,
    hostname: hostname(),
    ip: cluster.nodeIp,
    cpus: [count, count],
    mem: [totalmem(), freemem(), Math.round((1 - freemem() / totalmem()) * 1000) / 10, totalmem() - freemem()],
    raylet: {
      nodeId: cluster.nodeId,
      nodeManagerAddress: cluster.nodeIp,
      nodeManagerHostname: hostname(),
      state: "ALIVE",
      isHeadNode: true,
      resourcesTotal: Object.fromEntries(cluster.resources.total),
      labels: cluster.resources.labels,
      startTimeMs: String(cluster.startedAt),
      stateMessage: null,
    },
    gpus: [],
    tpus: [],
  };
}

function logicalResources(cluster: Cluster): string {
  return [...cluster.resources.total].map(([name, total]) => `${name}: 0/${total}`).join("\n");
}
