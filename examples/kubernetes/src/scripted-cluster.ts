import {
  type EndpointRequest,
  type FaultHookOf,
  type FaultyService,
  http,
  json,
  type RecordedRequest,
  ScriptedJob,
  type ScriptedResponse,
  startFaultyService,
} from "@jobwire/testing";
import type { KubernetesJob } from "./kubernetes.ts";

/** The status of a scripted Job, in the example's words. */
export type ClusterStatus = KubernetesJob["status"];

/** A request and what it is for. `log` reads the present log of a pod; `follow` reads it while it grows. */
export interface ClusterRequest extends EndpointRequest {
  readonly endpoint: "list" | "submit" | "get" | "stop" | "delete" | "pods" | "log" | "follow" | "other";
  /** The Job that the path or the label names. */
  readonly name: string;
}

/** Options of {@link startScriptedCluster}. */
export interface ScriptedClusterOptions {
  /** The server responds 401 to requests without this token. Default: it asks for none. */
  readonly token?: string | undefined;
  readonly fault?: FaultHookOf<ClusterRequest> | undefined;
}

/** A Kubernetes API server in memory, with scripted faults: Jobs, the pod of each, and its log, whole or followed. */
export interface ScriptedCluster extends FaultyService<ClusterRequest> {
  readonly jobs: Map<string, ScriptedJob<ClusterStatus>>;
  /** Adds a Job; by default it runs and its log is empty. */
  readonly add: (
    name: string,
    job?: { readonly log?: string | Uint8Array; readonly status?: ClusterStatus; readonly message?: string },
  ) => ScriptedJob<ClusterStatus>;
}

const jobEndpoints: Readonly<Record<string, ClusterRequest["endpoint"]>> = {
  GET: "get",
  PATCH: "stop",
  DELETE: "delete",
};

const understand = (request: RecordedRequest): ClusterRequest => {
  const named = (endpoint: ClusterRequest["endpoint"], name = ""): ClusterRequest =>
    Object.assign(request, { endpoint, name });
  const { method, path, query } = request;
  const [, job] = /\/jobs\/([^/]+)$/.exec(path) ?? [];
  if (job !== undefined) return named(jobEndpoints[method] ?? "other", job);
  const [, pod] = /\/pods\/([^/]+)-pod\/log$/.exec(path) ?? [];
  if (pod !== undefined) return named(query.get("follow") === "true" ? "follow" : "log", pod);
  if (path.endsWith("/pods")) return named("pods", query.get("labelSelector")?.replace("job-name=", ""));
  if (path.endsWith("/jobs")) return named(method === "POST" ? "submit" : "list");
  return named("other");
};

/** Whether a Job with this status is over. */
const isOver = (status: string): boolean => status !== "Pending" && status !== "Running";

const wireJob = (name: string, job: ScriptedJob<ClusterStatus>): unknown => {
  const status = job.status("get");
  const conditions = isOver(status) ? [{ type: status, status: "True", ...job.details }] : [];
  return { metadata: { name }, status: { active: status === "Running" ? 1 : 0, conditions } };
};

/** The log from its first byte to the Job's end. */
async function* followed(job: ScriptedJob<ClusterStatus>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; !signal.aborted; ) {
    const change = job.log.changed(signal);
    const over = isOver(job.status("tail"));
    const bytes = job.log.slice(at);
    at += bytes.length;
    if (bytes.length > 0) yield bytes;
    else if (over) return;
    else await change;
  }
}

/** Starts a {@link ScriptedCluster} on loopback. */
export const startScriptedCluster = async ({ token, fault }: ScriptedClusterOptions = {}): Promise<ScriptedCluster> => {
  const jobs: ScriptedCluster["jobs"] = new Map();
  const add: ScriptedCluster["add"] = (name, { log = "", status = "Running", message } = {}) => {
    const job = new ScriptedJob<ClusterStatus>({ log, status, details: message === undefined ? {} : { message } });
    jobs.set(name, job);
    return job;
  };
  const submit = ({ body }: ClusterRequest): ScriptedResponse => {
    const { metadata } = JSON.parse(new TextDecoder().decode(body)) as { readonly metadata: { readonly name: string } };
    if (jobs.has(metadata.name)) return json({ reason: "AlreadyExists" }, { status: 409 });
    return json(wireJob(metadata.name, add(metadata.name)), { status: 201 });
  };
  const ofJob = (request: ClusterRequest, job: ScriptedJob<ClusterStatus>): ScriptedResponse => {
    const { endpoint, name, signal } = request;
    const headers = { "content-type": "text/plain" };
    if (endpoint === "log") return http(job.log.slice(), { headers });
    if (endpoint === "follow") return http(followed(job, signal), { headers });
    if (endpoint === "stop") job.setStatus("Suspended");
    if (endpoint === "delete") jobs.delete(name);
    return json(wireJob(name, job));
  };
  const service = await startFaultyService<ClusterRequest>(
    {
      understand,
      arrived: () => {},
      refuse: ({ headers }) =>
        token === undefined || headers["authorization"] === `Bearer ${token}`
          ? undefined
          : json({ reason: "Unauthorized" }, { status: 401 }),
      answer: (request) => {
        const { endpoint, name } = request;
        if (endpoint === "list") return json({ items: [...jobs].map(([one, job]) => wireJob(one, job)) });
        if (endpoint === "submit") return submit(request);
        if (endpoint === "pods") return json({ items: jobs.has(name) ? [{ metadata: { name: `${name}-pod` } }] : [] });
        const job = jobs.get(name);
        return job === undefined || endpoint === "other"
          ? json({ reason: "NotFound" }, { status: 404 })
          : ofJob(request, job);
      },
    },
    { fault },
  );
  return { ...service, jobs, add };
};
