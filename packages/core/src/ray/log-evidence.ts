import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError, NotReady } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { EmptyLog, LogLoss, TailBackend } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";
import { isTerminal } from "./job-status.ts";
import { hasLogText, logFileName } from "./log-file/open-log-file.ts";
import { hasLogFile } from "./log-names.ts";
import { listNodes } from "./state/nodes.ts";
import { readMarked } from "./log-file/read-marked.ts";
import { listRows } from "./state/list-rows.ts";
import { nodeTable } from "./state/node-table.ts";
import { maxRows, stateQuery } from "./state/state-query.ts";
import type { RayJob } from "./job.ts";

/** Whether the entrypoint ever started. A job that failed earlier only has a file with Ray's own messages on the head. */
const everRan = (job: RayJob): boolean =>
  job.driverNodeId !== null ||
  job.driverAgentHttpAddress !== null ||
  job.driverExitCode !== null ||
  job.status === "RUNNING" ||
  job.status === "SUCCEEDED";

/** The head's node id; Ray writes messages about a job without a node there. */
export const headNodeId = (api: RayApi, label: string): Effect.Effect<string, JobwireError> =>
  Effect.flatMap(listNodes(api), (nodes) => {
    const head =
      nodes.find((node) => node.isHeadNode && node.state === "ALIVE") ?? nodes.find((node) => node.isHeadNode);
    return head === undefined
      ? Effect.fail(new NotReady({ message: `${label}: the cluster shows no head node`, reason: "no-node" }))
      : Effect.succeed(head.nodeId);
  });

/**
 * Why this node no longer has the log, if so. It asks for one node id, so a long node list need not be complete. Ray never
 * reuses a node id: a new node at the same address has another id, and may return an empty log for the old one.
 */
export const lossOfNode = (api: RayApi, nodeId: string): Effect.Effect<LogLoss | undefined, JobwireError> => {
  const query = stateQuery({ filters: [{ key: "node_id", value: nodeId }], limit: maxRows });
  return Effect.flatMap(listRows(api, nodeTable, query), ({ rows, complete }) => {
    const node = rows.find((row) => row.nodeId === nodeId);
    if (node === undefined && !complete) {
      return Effect.fail(
        new BadResponse({ message: `nodes at ${api.address}: the list is incomplete`, reason: "partial" }),
      );
    }
    if (node === undefined)
      return Effect.succeed({
        reason: "node-dead" as const,
        why: `the cluster no longer knows its node ${nodeId}`,
      });
    if (node.state !== "DEAD") return Effect.undefined;
    const said = node.stateMessage === null ? "" : ` (${excerpt(node.stateMessage, 200)})`;
    return Effect.succeed({ reason: "node-dead" as const, why: `its node ${nodeId} is dead${said}` });
  });
};

/** What an empty log proves when neither the node list nor the file is available. */
const unasked = (job: RayJob, error: JobwireError): EmptyLog => {
  if (!everRan(job)) return "empty";
  if (!isTerminal(job.status)) return "unproven";
  const why = `Ray returned an empty log, which it also does when it cannot find the file, and nothing else proves that the log is empty (${error.message})`;
  return { reason: "log-unreachable", why };
};

/**
 * Shows what Ray proves about an empty or short log. `GET …/logs` also returns an empty text when the file is missing: the head asks
 * the address of the job's agent, and whichever agent is there now responds (seen after a head restart with Redis). Only the
 * node that has the file proves that it is empty, by its list of files and the file itself.
 */
export const rayLogEvidence = (
  api: RayApi,
  label: string,
  id: string,
  readJob: Effect.Effect<RayJob, JobwireError>,
): Required<Pick<TailBackend, "lost" | "emptyLog">> => {
  const lost = Effect.flatMap(readJob, ({ driverNodeId }) =>
    driverNodeId === null ? Effect.undefined : lossOfNode(api, driverNodeId),
  );
  const asked = (job: RayJob): Effect.Effect<EmptyLog, JobwireError> =>
    Effect.gen(function* () {
      const { driverNodeId, status } = job;
      const loss = driverNodeId === null ? undefined : yield* lossOfNode(api, driverNodeId);
      if (loss !== undefined) return loss;
      const nodeId = driverNodeId ?? (yield* headNodeId(api, label));
      const filename = logFileName(job.submissionId ?? id);
      if (yield* hasLogFile(api, nodeId, filename)) {
        const marked = yield* readMarked(api);
        const text = yield* hasLogText(api, label, { nodeId, filename, marked }, api.http.times);
        return text ? "unproven" : "empty";
      }
      if (!everRan(job)) return "empty";
      // Ray creates the file when the job starts.
      if (!isTerminal(status)) return "unproven";
      return { reason: "log-gone", why: `node ${nodeId} is alive but no longer has the file ${filename}` };
    });
  const emptyLog = Effect.flatMap(readJob, (job): Effect.Effect<EmptyLog, JobwireError> => {
    if (!isTerminal(job.status) && job.driverNodeId === null) return Effect.succeed("empty");
    return Effect.catchIf(
      asked(job),
      (error) => !mayPass("transient", error) && error._tag !== "NotReady",
      // A proxy may forward the jobs API only.
      (error) => Effect.succeed(unasked(job, error)),
    );
  });
  return { lost, emptyLog };
};
