import { Effect } from "effect";
import { BadResponse, type JobwireError, NotReady } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { isTransient } from "../poll/transient.ts";
import type { EmptyLog, LogLoss, TailBackend } from "../tail/backend.ts";
import type { RayApi } from "./api.ts";
import { isTerminal } from "./job-status.ts";
import { hasLogText, logFileName } from "./log-file.ts";
import { hasLogFile } from "./log-names.ts";
import { listNodes } from "./nodes.ts";
import { isMarked } from "./marker-bytes.ts";
import { listRows } from "./state/list-rows.ts";
import { nodeTable } from "./state/node-table.ts";
import { mostRows, stateQuery } from "./state/state-query.ts";
import type { RayJob } from "./types.ts";
import { getVersion } from "./version.ts";

/** Whether the job's entrypoint was ever begun. A job that failed before that has no log but Ray's own words on the head. */
const everRan = (job: RayJob): boolean =>
  job.driverNodeId !== null ||
  job.driverAgentHttpAddress !== null ||
  job.driverExitCode !== null ||
  job.status === "RUNNING" ||
  job.status === "SUCCEEDED";

/** The head's node id: where Ray writes what it says of a job that has no node. */
export const headNodeId = (api: RayApi, label: string): Effect.Effect<string, JobwireError> =>
  Effect.flatMap(listNodes(api), (nodes) => {
    const head =
      nodes.find((node) => node.isHeadNode && node.state === "ALIVE") ?? nodes.find((node) => node.isHeadNode);
    return head === undefined
      ? Effect.fail(new NotReady({ message: `${label}: the cluster shows no head node`, reason: "no-node" }))
      : Effect.succeed(head.nodeId);
  });

/**
 * Why the node holds no log any more, if so. Asked for by its id, so that a long list need not be whole. A node id is never used
 * again: a node that comes back at the same address has another one, and may answer in its stead with an empty log.
 */
const lossOfNode = (api: RayApi, nodeId: string): Effect.Effect<LogLoss | undefined, JobwireError> => {
  const query = stateQuery({ filters: [{ key: "node_id", value: nodeId }], limit: mostRows });
  return Effect.flatMap(listRows(api, nodeTable, query), ({ rows, complete }) => {
    const node = rows.find((row) => row.nodeId === nodeId);
    if (node === undefined && !complete) {
      return Effect.fail(
        new BadResponse({ message: `nodes at ${api.address}: the list is not whole`, reason: "partial" }),
      );
    }
    if (node === undefined)
      return Effect.succeed({
        reason: "node-dead" as const,
        why: `the cluster does not know its node ${nodeId} any more`,
      });
    if (node.state !== "DEAD") return Effect.undefined;
    const said = node.stateMessage === null ? "" : ` (${excerpt(node.stateMessage, 200)})`;
    return Effect.succeed({ reason: "node-dead" as const, why: `its node ${nodeId} is dead${said}` });
  });
};

/** What is known of an empty log when neither the node nor its file may be asked. */
const unasked = (job: RayJob, error: JobwireError): EmptyLog => {
  if (!everRan(job)) return "empty";
  if (!isTerminal(job.status)) return "unproven";
  const why = `it came empty, which Ray also says when it cannot find the file, and its node cannot be asked (${error.message})`;
  return { reason: "log-unreachable", why };
};

/**
 * What Ray tells of a log that came empty or short. `GET …/logs` gives an empty text also when there is no file: the request goes to
 * the address that the job's agent had, and whoever is there now answers (seen with Redis: a head that was killed and started again).
 * Only the node that has the file tells: by its own list of files, and the file.
 */
export const rayLogEvidence = (
  api: RayApi,
  label: string,
  id: string,
  readJob: Effect.Effect<RayJob, JobwireError>,
): Required<Pick<TailBackend, "lost" | "whenEmpty">> => {
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
        const marked = isMarked((yield* getVersion(api)).rayVersion);
        const text = yield* hasLogText(api, label, { nodeId, filename, marked }, api.http.times);
        return text ? "unproven" : "empty";
      }
      if (!everRan(job)) return "empty";
      // The file is made when the job begins to run.
      if (!isTerminal(status)) return "unproven";
      return { reason: "log-gone", why: `node ${nodeId} lives, but has no file ${filename} any more` };
    });
  const whenEmpty = Effect.flatMap(readJob, (job): Effect.Effect<EmptyLog, JobwireError> => {
    if (!isTerminal(job.status) && job.driverNodeId === null) return Effect.succeed("empty");
    return Effect.catchIf(
      asked(job),
      (error) => !isTransient(error) && error._tag !== "NotReady",
      // A proxy that passes only the jobs API on.
      (error) => Effect.succeed(unasked(job, error)),
    );
  });
  return { lost, whenEmpty };
};
