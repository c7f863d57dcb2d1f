import type { RecordedRequest } from "./recorded-request.ts";

/** The endpoints a {@link FaultyRay} knows; `other` is everything else. */
export type RayEndpoint =
  | "version"
  | "health"
  | "list"
  | "submit"
  | "job"
  | "logs"
  | "tail"
  | "stop"
  | "delete"
  | "nodes"
  | "names"
  | "file"
  | "stream"
  | "other";

/** A request with its meaning for Ray. */
export interface RayRequest extends RecordedRequest {
  /** The endpoint that the method and the path select; `other` for a path that the server does not have. */
  readonly endpoint: RayEndpoint;
  /** The decoded submission id, if the endpoint has one. */
  readonly submissionId: string | undefined;
}

const fixed: Readonly<Record<string, RayEndpoint>> = {
  "GET /api/version": "version",
  "GET /api/gcs_healthz": "health",
  "GET /api/jobs/": "list",
  "POST /api/jobs/": "submit",
  "GET /api/v0/nodes": "nodes",
  "GET /api/v0/logs": "names",
  "GET /api/v0/logs/file": "file",
  "GET /api/v0/logs/stream": "stream",
};

const ofJob: Readonly<Record<string, RayEndpoint>> = {
  "GET ": "job",
  "DELETE ": "delete",
  "GET /logs": "logs",
  "GET /logs/tail": "tail",
  "POST /stop": "stop",
};

/** Finds the Ray endpoint of a request. Trailing slashes matter, as they do to Ray. */
export function toRayRequest(request: RecordedRequest): RayRequest {
  const job = /^\/api\/jobs\/([^/]+)(\/.*)?$/.exec(request.path);
  const endpoint = job ? ofJob[`${request.method} ${job[2] ?? ""}`] : fixed[`${request.method} ${request.path}`];
  const submissionId = job
    ? decodeURIComponent(job[1] as string)
    : (request.query.get("submission_id") ??
      /^job-driver-(.*)\.log$/s.exec(request.query.get("filename") ?? "")?.[1] ??
      undefined);
  // The same object as the server's record, so that its outcome and messages appear here too.
  return Object.assign(request, { endpoint: endpoint ?? "other", submissionId });
}
