import type { ScriptedResponse } from "./response.ts";
import { looksLikeBrowser, browserWriteText } from "../reference-ray/browser-check.ts";
import { text } from "./responses.ts";
import { type FaultyJob, type FaultyJobOptions, JobRecord } from "./faulty-job.ts";
import { type FaultHookOf, type FaultyService, startFaultyService } from "./faulty-service.ts";
import { type RayState, rayResponse } from "./ray-responses.ts";
import { type RayRequest, toRayRequest } from "./ray-endpoint.ts";
import { handleOf } from "./scripted-job.ts";

/** {@link FaultHookOf} a {@link FaultyRay}. */
export type FaultHook = FaultHookOf<RayRequest>;

/** Options of {@link startFaultyRay}: one job, and the faults. */
export interface FaultyRayOptions extends FaultyJobOptions {
  /** Default `raysubmit_scripted00000000`. */
  readonly submissionId?: string;
  /** Default 2.60.0. */
  readonly rayVersion?: string;
  /** Requires `Authorization: Bearer token`, or the same value in `X-Ray-Authorization`. */
  readonly token?: string;
  /** Decides for each request which fault spoils its response, if any. Default: none does. */
  readonly fault?: FaultHook;
  /** Default 0: any free port. */
  readonly port?: number;
}

/**
 * A server that implements the part of Ray 2.60's dashboard API that Jobwire uses, for jobs that exist only as a log and a status
 * in memory, and that fails exactly as scripted. Nothing in it takes time: the log and the status change when the test changes
 * them, and a tail at the end of the log checks again at each change and at every request.
 */
export interface FaultyRay extends FaultyJob, FaultyService<RayRequest> {
  /** The id of the node that runs the jobs, as in `driver_node_id`: 56 hexadecimal digits. */
  readonly nodeId: string;
  /** Adds another job. The job of the options exists from the start. */
  addJob(submissionId: string, options: FaultyJobOptions): FaultyJob;
  /** The control over any job, including one submitted over HTTP (PENDING until the test changes it). */
  job(submissionId: string): FaultyJob | undefined;
  /** Forgets a job and its log, as a head that lost its memory does. */
  removeJob(submissionId: string): void;
  /** Removes a job's log file, as a disk clean-up does. */
  removeLog(submissionId: string): void;
  /** Requires another token from now on, as a cluster does after a rotation. Open connections stay open. */
  rotateToken(token: string): void;
  /** Kills the node: its agent is unreachable, and no status changes. */
  killNode(): void;
  /**
   * Kills the head and starts it again at the same address with its store: jobs and statuses are unchanged, the node that ran them
   * is dead, and a new node responds at its address. Their log files are lost unless it `keepsLogs`; with `forgets` the cluster no
   * longer knows the dead node. Open connections stay open: cut them with a fault.
   */
  restartHead(options?: {
    /** The log files of the old node are still there on the new one. Default false. */
    readonly keepsLogs?: boolean;
    /** The cluster no longer lists the dead node. Default false. */
    readonly forgets?: boolean;
  }): void;
}

/**
 * Starts a {@link FaultyRay} on loopback.
 *
 * @example
 * ```ts
 * import { cutAfter, startFaultyRay } from "@jobwire/testing";
 * import { ray } from "jobwire";
 *
 * // Cuts the first log file after 4 bytes. The tail continues there, and yields each line once.
 * let cuts = 0;
 * const server = await startFaultyRay({
 *   status: "SUCCEEDED",
 *   log: "one\ntwo\n",
 *   fault: ({ endpoint }) => (endpoint === "file" && cuts++ === 0 ? cutAfter(4) : undefined),
 * });
 * const cluster = ray({ address: server.url });
 * for await (const line of cluster.jobs.tailLogs(server.submissionId)) console.log(line);
 * await cluster.close();
 * await server.close();
 * ```
 */
export async function startFaultyRay(options: FaultyRayOptions): Promise<FaultyRay> {
  const submissionId = options.submissionId ?? "raysubmit_scripted00000000";
  const first = new JobRecord(submissionId, options);
  const state: RayState = {
    jobs: new Map([[submissionId, first]]),
    files: new Map([[submissionId, first]]),
    nodeId: "4c37d061fad7dc37ca65930d2478c5fc8cf3e456af1210db03cef8f5",
    deadNodes: new Set(),
    agentIsGone: false,
    rayVersion: options.rayVersion ?? "2.60.0",
  };
  let { token } = options;
  const service = await startFaultyService<RayRequest>(
    {
      understand: toRayRequest,
      arrived() {
        for (const job of state.jobs.values()) job.log.wake();
      },
      refuse: (request) => refusal(request, token),
      answer: (request) => rayResponse(state, request),
    },
    { fault: options.fault, ...(options.port === undefined ? {} : { port: options.port }) },
  );

  let restarts = 0;
  return {
    ...service,
    submissionId,
    nodeId: state.nodeId,
    ...handleOf(first),
    addJob(id, jobOptions) {
      const job = new JobRecord(id, jobOptions);
      state.jobs.set(id, job);
      state.files.set(id, job);
      return job;
    },
    job: (id) => state.jobs.get(id),
    removeJob(id) {
      state.jobs.delete(id);
      state.files.delete(id);
    },
    removeLog(id) {
      const job = state.files.get(id);
      if (job !== undefined) job.fileIsGone = true;
    },
    rotateToken(next) {
      token = next;
    },
    killNode() {
      state.deadNodes.add(state.nodeId);
      state.agentIsGone = true;
    },
    restartHead({ keepsLogs = false, forgets = false } = {}) {
      for (const job of new Set([...state.jobs.values(), ...state.files.values()])) {
        if (job.hasNode) job.formerNode ??= state.nodeId;
        if (!keepsLogs) job.fileIsGone = true;
      }
      if (forgets) state.deadNodes.clear();
      else state.deadNodes.add(state.nodeId);
      restarts += 1;
      state.nodeId = `${String(restarts).padStart(4, "0")}${state.nodeId.slice(4)}`;
      state.agentIsGone = false;
    },
  };
}

/** Ray checks the token first, then whether a browser wants to write (docs/internals/servers.md#ray-authentication). */
function refusal(request: RayRequest, token: string | undefined): ScriptedResponse | undefined {
  if (token !== undefined && request.endpoint !== "health") {
    const given = request.headers["authorization"] ?? request.headers["x-ray-authorization"];
    if (given === undefined) return text("Unauthorized: Missing authentication token", { status: 401 });
    if (given !== `Bearer ${token}`) return text("Forbidden: Invalid authentication token", { status: 403 });
  }
  const refused = browserWriteText(request.method, request.path);
  const browser = refused !== undefined && looksLikeBrowser(request.headers, true);
  return browser ? text(refused, { status: 405 }) : undefined;
}
