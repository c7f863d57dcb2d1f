import type { ChangesFeeds } from "../changes/open-changes.ts";
import { openForViewer } from "../guards/open-for-viewer.ts";
import { readBody } from "../guards/read-body.ts";
import type { System } from "../options.ts";
import { readRequest, readStream } from "../streams/read-stream.ts";
import { listRows } from "./cluster.ts";
import { deleteJob, getJob, listJobs, stopJob, submitJob, waitForJob } from "./jobs.ts";
import { jsonResponse } from "./json-response.ts";
import { type LogRequests, logKey, readLog } from "./log-requests.ts";
import type { Route } from "./routes.ts";
import { writes } from "./system-operations.ts";

/** What the operations need. */
export interface Operations extends LogRequests {
  readonly changes: ChangesFeeds;
  readonly basePath: string;
  readonly bodyBytes: number;
}

/** Does what an allowed request asks of one system. */
export const perform = async (
  operations: Operations,
  name: string,
  system: System,
  route: Route,
  request: Request,
  signal: AbortSignal,
): Promise<Response> => {
  const { changes, basePath, bodyBytes, settings, enterViewer, logs } = operations;
  const { searchParams: query } = new URL(request.url);
  const { operation } = route;
  const id = route.jobId ?? "";
  const { redact } = system;
  const body = writes.has(operation) ? await readBody(request, bodyBytes) : {};
  switch (operation) {
    case "list":
      return jsonResponse({ jobs: await listJobs(system, query, signal) }, { redact });
    case "get":
      return jsonResponse(await getJob(system, id, query, signal), { redact });
    case "submit": {
      const submitted = await submitJob(system, body);
      const location = `${basePath}/v1/systems/${encodeURIComponent(name)}/jobs/${encodeURIComponent(submitted)}`;
      return jsonResponse({ id: submitted }, { status: 201, headers: { location } });
    }
    case "stop":
      return jsonResponse(await stopJob(system, id), { redact });
    case "delete":
      await deleteJob(system, id);
      logs.forget(logKey(name, "log", id));
      return new Response(null, { status: 204 });
    case "wait": {
      const leave = enterViewer();
      try {
        const job = await waitForJob(system, id, query, signal, settings.longPollMs);
        const headers = { "cache-control": "no-store" };
        return job === undefined ? new Response(null, { status: 204, headers }) : jsonResponse(job, { redact });
      } finally {
        leave();
      }
    }
    case "log":
    case "events":
      return await readLog(operations, name, system, route, request, signal);
    case "changes": {
      const read = readRequest(request, query);
      const opened = openForViewer(enterViewer, () => changes.open(name, system));
      return await readStream(request, opened, read, settings, signal);
    }
    default:
      return jsonResponse(await listRows(system, operation, query, signal), { redact });
  }
};
