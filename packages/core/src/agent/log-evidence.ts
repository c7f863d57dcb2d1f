import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { EmptyLog, LogLoss, TailBackend } from "../tail/backend.ts";
import type { AgentApi } from "./api.ts";
import { nodeRequests } from "./collections.ts";
import { getAgentJob } from "./jobs.ts";
import type { AgentRecord } from "./types.ts";

const textAt = (record: AgentRecord, ...names: ReadonlyArray<string>): string | undefined => {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
};

const idOfNode = (node: AgentRecord): string | undefined => textAt(node, "node_id", "id", "NodeID");

const isDead = (node: AgentRecord): boolean =>
  textAt(node, "state", "status")?.toUpperCase() === "DEAD" || node["alive"] === false || node["Alive"] === false;

/** The reason why the job's node no longer has the log, if these rows show one. */
const lossOf = (job: AgentRecord, nodeId: string, nodes: ReadonlyArray<AgentRecord>): LogLoss | undefined => {
  const node = nodes.find((row) => idOfNode(row) === nodeId);
  const name = excerpt(nodeId, 80);
  if (node !== undefined) return isDead(node) ? { reason: "node-dead", why: `its node ${name} is dead` } : undefined;
  // An empty list, rows without ids, and a `node_id` of another kind prove nothing.
  const rowsName = nodes.length > 0 && nodes.every((row) => idOfNode(row) !== undefined);
  if (!rowsName || textAt(job, "driver_node_id") === undefined) return undefined;
  return { reason: "node-dead", why: `the agent no longer knows its node ${name}` };
};

/**
 * The evidence of an agent about an empty or short log. No schema of an agent is public. If the job's object names its node
 * (`driver_node_id` or `node_id`, as in Ray) and the node list reports that node dead, the log is lost. Otherwise the response
 * counts as the log.
 */
export const agentLogEvidence = (api: AgentApi, id: string): Required<Pick<TailBackend, "lost" | "emptyLog">> => {
  const lost: Effect.Effect<LogLoss | undefined, JobwireError> = Effect.gen(function* () {
    const { fields } = yield* getAgentJob(api, id);
    const nodeId = textAt(fields, "driver_node_id", "node_id");
    return nodeId === undefined ? undefined : lossOf(fields, nodeId, yield* nodeRequests(api).list);
  });
  const emptyLog: Effect.Effect<EmptyLog, JobwireError> = Effect.map(
    Effect.catchIf(
      lost,
      (error) => !mayPass("transient", error),
      () => Effect.undefined,
    ),
    (loss) => loss ?? "empty",
  );
  return { lost, emptyLog };
};
