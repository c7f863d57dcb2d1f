import type { EndpointRequest } from "../fault/faulty-service.ts";
import type { RecordedRequest } from "../fault/recorded-request.ts";

/** The endpoint of an agent that a request is for. `logs` is the plain log, `socket` the tail by upgrade on the same path. */
export type AgentEndpoint =
  | "health"
  | "listJobs"
  | "job"
  | "logs"
  | "socket"
  | "stream"
  | "stopJob"
  | "listNodes"
  | "node"
  | "listTasks"
  | "task"
  | "listServeApplications"
  | "serveApplication"
  | "deleteServeApplication"
  | "gpuStatus"
  | "clusterResources"
  | "feasibility"
  | "policy"
  | "updatePolicy"
  | "listPluginReleases"
  | "createPluginRelease"
  | "pluginRelease"
  | "deletePluginRelease"
  | "runPluginRelease"
  | "runDebugPluginRelease"
  | "other";

/** A request with its meaning for an agent. */
export interface AgentRequest extends EndpointRequest {
  /** The endpoint that the method and the path select; `other` for a path that no agent has. */
  readonly endpoint: AgentEndpoint;
  /** The decoded id, name or lookup of the path, if it has one. */
  readonly id: string | undefined;
}

/** `{}` matches one segment. Final slashes matter (docs/internals/servers.md#agent-paths-and-headers). */
const routes: ReadonlyArray<readonly [method: string, path: string, endpoint: AgentEndpoint]> = [
  ["GET", "/health/", "health"],
  ["GET", "/jobs/", "listJobs"],
  ["GET", "/jobs/{}/", "job"],
  ["GET", "/jobs/{}/logs/", "logs"],
  ["GET", "/jobs/{}/logs/stream/", "stream"],
  ["POST", "/jobs/{}/stop/", "stopJob"],
  ["GET", "/nodes/", "listNodes"],
  ["GET", "/nodes/{}/", "node"],
  ["GET", "/tasks/", "listTasks"],
  ["GET", "/tasks/{}/", "task"],
  ["GET", "/serve_applications/", "listServeApplications"],
  ["GET", "/serve_applications/{}/", "serveApplication"],
  ["DELETE", "/serve_applications/{}/", "deleteServeApplication"],
  ["GET", "/gpu_status/", "gpuStatus"],
  ["GET", "/resources/cluster/", "clusterResources"],
  ["POST", "/resources/feasibility/", "feasibility"],
  ["GET", "/resources/policy/", "policy"],
  ["PATCH", "/resources/policy/", "updatePolicy"],
  ["GET", "/plugin_releases/", "listPluginReleases"],
  ["POST", "/plugin_releases/", "createPluginRelease"],
  ["POST", "/plugin_releases/run_debug/", "runDebugPluginRelease"],
  ["GET", "/plugin_releases/{}", "pluginRelease"],
  ["DELETE", "/plugin_releases/{}", "deletePluginRelease"],
  ["POST", "/plugin_releases/{}/run/", "runPluginRelease"],
];

const patterns = routes.map(([method, path, endpoint]) => ({
  method,
  endpoint,
  path: new RegExp(`^${path.replace("{}", "([^/]+)")}$`),
}));

/** Finds the endpoint of a request below `prefix`. Unknown paths and methods are `other`. */
export function toAgentRequest(request: RecordedRequest, prefix: string): AgentRequest {
  const path = request.path.startsWith(`${prefix}/`) ? request.path.slice(prefix.length) : "";
  for (const { method, endpoint, path: pattern } of patterns) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (match === null) continue;
    const asked = endpoint === "logs" && request.upgrade ? "socket" : endpoint;
    // The same object as the server's record, so that its outcome and messages appear here too.
    return Object.assign(request, { endpoint: asked, id: match[1] === undefined ? undefined : decoded(match[1]) });
  }
  return Object.assign(request, { endpoint: "other" as const, id: undefined });
}

/** Decodes a segment; one whose percent escapes are not UTF-8 stays as it was sent. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
