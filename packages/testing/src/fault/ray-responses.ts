import { Buffer } from "node:buffer";
import type { ScriptedResponse, HttpResponse } from "./response.ts";
import { http, json, socket, text } from "./responses.ts";
import { isTerminal, JobRecord } from "./faulty-job.ts";
import type { RayRequest } from "./ray-endpoint.ts";
import { tailFrames } from "./tail-frames.ts";

/** The state behind the responses. */
export interface RayState {
  readonly jobs: Map<string, JobRecord>;
  /** The log files by submission id. They stay when a job is deleted. */
  readonly files: Map<string, JobRecord>;
  /** The live node. */
  nodeId: string;
  /** Dead nodes that the cluster still knows. */
  readonly deadNodes: Set<string>;
  /** The live node's agent is unreachable: the node is dying or dead. */
  agentIsGone: boolean;
  readonly rayVersion: string;
}

const fileChunkBytes = 1 << 16;
const internalError: HttpResponse = text("500 Internal Server Error\n\nServer got itself in trouble", { status: 500 });

/** The regular response of Ray 2.60 (docs/internals/servers.md). Carries out a POST or DELETE. */
export function rayResponse(state: RayState, request: RayRequest): ScriptedResponse {
  const job = state.jobs.get(request.submissionId ?? "");
  switch (request.endpoint) {
    case "version":
      return json({
        version: "4",
        ray_version: state.rayVersion,
        ray_commit: "b7f4259e944bf6959f721b106adc366ddfa0c356",
        session_name: "session_2026-11-21_22-34-31_557535_2749",
      });
    case "health":
      return http("success", { headers: { "content-type": "application/text; charset=utf-8" } });
    case "list":
      return json([...state.jobs.values()].map((one) => one.answer("list", state.nodeId)));
    case "nodes":
      return nodes(state);
    case "names":
      return names(state, request);
    case "submit":
      return submit(state, request);
    case "file":
    case "stream":
      return logFile(state, request);
    case "other":
      return text("404: Not Found", { status: 404 });
    default:
      if (!job) return text(`Job ${request.submissionId} does not exist`, { status: 404 });
      return jobAnswer(state, request, job);
  }
}

function jobAnswer(state: RayState, request: RayRequest, job: JobRecord): ScriptedResponse {
  switch (request.endpoint) {
    case "job":
      return json(job.answer("get", state.nodeId));
    case "logs":
      return wholeLog(state, job);
    case "tail":
      return tail(state, job, request);
    case "stop": {
      const stopped = !isTerminal(job.status("get"));
      if (stopped) job.setStatus("STOPPED");
      return json({ stopped });
    }
    default: {
      const status = job.status("get");
      if (!isTerminal(status)) {
        return text(
          `Traceback (most recent call last):\nRuntimeError: Attempted to delete job '${job.submissionId}', but it is in a non-terminal state ${status}.\n.`,
          { status: 500 },
        );
      }
      state.jobs.delete(job.submissionId);
      return json({ deleted: true });
    }
  }
}

/** Whether the node that now responds at the agent's address has the job's log file. */
const canReadLog = (state: RayState, job: JobRecord): boolean => !state.agentIsGone && !job.fileIsGone;

function tail(state: RayState, job: JobRecord, request: RayRequest): ScriptedResponse {
  if (!request.upgrade) return text("500: WebSocket proxy error", { status: 500, reason: "WebSocket proxy error" });
  if (/permessage-deflate/.test(request.headers["sec-websocket-extensions"] ?? "")) {
    // Ray accepts the extension, and then its relay fails on the first compressed frame: nothing arrives, close 1000.
    return socket([], { headers: { "sec-websocket-extensions": "permessage-deflate" }, answersControlFrames: false });
  }
  return socket(canReadLog(state, job) ? tailFrames(job, request.signal) : [], { answersControlFrames: false });
}

function wholeLog(state: RayState, job: JobRecord): ScriptedResponse {
  if (state.agentIsGone && job.hasNode) {
    return text("Traceback (most recent call last):\nClientConnectorError: Cannot connect to host 192.0.2.2:52365\n.", {
      status: 500,
    });
  }
  // Seen on Ray 2.60: Ray asks the address of the job's former agent, and the node there now finds no file and reports an empty log.
  if (job.fileIsGone) return json({ logs: "" });
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return json({ logs: job.hasNode ? decoder.decode(job.log.slice()).replace(/\r\n?/g, "\n") : "" });
  } catch {
    return text("Traceback (most recent call last):\nUnicodeDecodeError: 'utf-8' codec can't decode byte\n.", {
      status: 500,
    });
  }
}

function nodes(state: RayState): ScriptedResponse {
  const node = (id: string, alive: boolean) => ({
    node_id: id,
    node_ip: "192.0.2.2",
    is_head_node: true,
    state: alive ? "ALIVE" : "DEAD",
    state_message: alive ? null : "Unexpected termination: health check failed due to missing too many heartbeats",
    node_name: "192.0.2.2",
    resources_total: { CPU: 2, "node:__internal_head__": 1 },
    labels: { "ray.io/node-id": id },
  });
  const dead = [...state.deadNodes].map((id) => node(id, false));
  const rows = state.deadNodes.has(state.nodeId) ? dead : [...dead, node(state.nodeId, true)];
  return json(
    envelope({
      total: rows.length,
      num_after_truncation: rows.length,
      num_filtered: rows.length,
      result: rows,
      partial_failure_warning: "",
      warnings: null,
    }),
  );
}

function envelope(result: unknown): Record<string, unknown> {
  return { result: true, msg: "", data: { result } };
}

/** The names of a node's log files: only jobs have some; matches one exact name (a glob without wildcards) or all. */
function names(state: RayState, request: RayRequest): ScriptedResponse {
  if (state.agentIsGone || request.query.get("node_id") !== state.nodeId) return internalError;
  const wanted = (request.query.get("glob") ?? "*").replace(/\[(.)\]/g, "$1");
  const all = [...state.files]
    .filter(([, job]) => !job.fileIsGone && job.hasNode)
    .map(([id]) => `job-driver-${id}.log`);
  const found = all.filter((name) => wanted === "*" || name === wanted);
  return json(envelope(found.length === 0 ? {} : { internal: found }));
}

function submit(state: RayState, request: RayRequest): ScriptedResponse {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(request.body).toString("utf8"));
  } catch {
    return internalError;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) return internalError;
  const fields = body as Record<string, unknown>;
  const { submission_id: given, entrypoint, metadata = null, runtime_env: runtimeEnv = null } = fields;
  if (typeof entrypoint !== "string") {
    return text(
      "Traceback (most recent call last):\nTypeError: __init__() missing 1 required positional argument: 'entrypoint'\n",
      {
        status: 400,
      },
    );
  }
  const id =
    typeof given === "string" && given !== "" ? given : `raysubmit_${String(state.jobs.size).padStart(16, "0")}`;
  if (state.jobs.has(id)) {
    return text(
      `Traceback (most recent call last):\nRuntimeError: Request failed with status code 400: Traceback (most recent call last):\nValueError: Job with submission_id ${id} already exists. Please use a different submission_id.\n.`,
      { status: 500 },
    );
  }
  const job = new JobRecord(id, { status: "PENDING", details: { entrypoint, metadata, runtime_env: runtimeEnv } });
  state.jobs.set(id, job);
  state.files.set(id, job);
  return json({ job_id: id, submission_id: id });
}

function logFile(state: RayState, request: RayRequest): ScriptedResponse {
  const { query, endpoint, submissionId } = request;
  const byId = query.has("submission_id");
  const job = (byId ? state.jobs : state.files).get(submissionId ?? "");
  const wanted = query.get("lines") ?? "1000";
  if (!query.has("node_id") && !query.has("node_ip")) return internalError;
  if (!byId && !query.has("filename")) return internalError;
  if (!/^-?\d+$/.test(wanted) || (endpoint === "file" && query.has("interval"))) return internalError;
  if (Number(wanted) > 2_147_483_647) return text("Value out of range", { status: 500 });
  // By file name the node id counts; by submission id it must be present, but Ray ignores its value.
  const nodeId = query.get("node_id");
  if ((!byId && nodeId !== null && nodeId !== state.nodeId) || state.agentIsGone) {
    return text(`Agent for node id: ${nodeId} doesn't exist.`, { status: 500 });
  }
  if (!job || job.fileIsGone) {
    return text(
      byId
        ? `Could not find a log file. Please make sure the given option exists in the cluster.\n\tnode_id: None\n\tfilename: None\n\tactor_id: None\n\ttask_id: None\n\tpid: None\n\tsuffix: out\n\tsubmission_id: ${submissionId}\n\tattempt_number: 0\n`
        : `A file is not found at: <session>/logs/${query.get("filename")}`,
      { status: 500 },
    );
  }
  if (byId && !job.hasNode) {
    return text(`Job ${submissionId} has no driver node id info. This is likely a bug. Please file an issue.`, {
      status: 500,
    });
  }
  const lines = Number(wanted) === 0 ? 1000 : Number(wanted);
  const start = lines < -1 ? job.log.length : job.log.tailStart(lines);
  const headers = { "content-type": "text/plain", "content-disposition": 'attachment; filename="file.txt"' };
  const body = endpoint === "file" ? chunks(job.log.slice(start)) : follow(job, start, request.signal);
  return { kind: "http", headers, body, framing: "chunked" };
}

function* chunks(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += fileChunkBytes) yield bytes.subarray(at, at + fileChunkBytes);
}

/** `logs/stream`: follows forever; the end of the job does not end it. */
async function* follow(job: JobRecord, from: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = from; !signal.aborted; ) {
    const change = job.log.changed(signal);
    const bytes = job.log.slice(at, at + fileChunkBytes);
    at += bytes.length;
    if (bytes.length === 0) await change;
    else yield bytes;
  }
}
