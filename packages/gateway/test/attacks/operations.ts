/** One request of each operation on a job of a system. */
export interface OperationRequest {
  readonly operation: string;
  readonly path: string;
  readonly init?: RequestInit;
}

const json = { "content-type": "application/json" };

/** Requests that only read. `job` is the job's id as it stands in the path. */
export const reads = (system: string, job: string): ReadonlyArray<OperationRequest> => {
  const base = `/v1/systems/${system}`;
  return [
    { operation: "list", path: `${base}/jobs` },
    { operation: "get", path: `${base}/jobs/${job}` },
    { operation: "wait", path: `${base}/jobs/${job}/wait?timeoutMs=1000` },
    { operation: "log", path: `${base}/jobs/${job}/log` },
    { operation: "log", path: `${base}/jobs/${job}/log?offset=now` },
    { operation: "log", path: `${base}/jobs/${job}/log?tail=10` },
    { operation: "log", path: `${base}/jobs/${job}/log?download=1` },
    { operation: "log", path: `${base}/jobs/${job}/log`, init: { method: "HEAD" } },
    { operation: "log", path: `${base}/jobs/${job}/log/position?line=0` },
    { operation: "log", path: `${base}/jobs/${job}/log/search?query=a` },
    { operation: "events", path: `${base}/jobs/${job}/events` },
    { operation: "changes", path: `${base}/changes` },
    { operation: "nodes", path: `${base}/nodes` },
    { operation: "tasks", path: `${base}/tasks` },
    { operation: "actors", path: `${base}/actors` },
    { operation: "serve", path: `${base}/serve` },
  ];
};

/** Requests that write. */
export const writes = (system: string, job: string): ReadonlyArray<OperationRequest> => {
  const base = `/v1/systems/${system}`;
  const body = JSON.stringify({ entrypoint: "echo attacked" });
  return [
    { operation: "submit", path: `${base}/jobs`, init: { method: "POST", headers: json, body } },
    { operation: "stop", path: `${base}/jobs/${job}/stop`, init: { method: "POST", headers: json } },
    { operation: "delete", path: `${base}/jobs/${job}`, init: { method: "DELETE", headers: json } },
  ];
};
