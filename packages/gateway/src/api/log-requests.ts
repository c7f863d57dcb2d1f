import { openForViewer } from "../guards/open-for-viewer.ts";
import type { FollowedLogs } from "../log/followed-logs.ts";
import type { System } from "../options.ts";
import { oneParameter } from "../streams/offset.ts";
import { openLog } from "../streams/open-log.ts";
import { type ReadSettings, readRequest, readStream } from "../streams/read-stream.ts";
import { jsonResponse } from "./json-response.ts";
import { logDownload, logPosition, logSearch } from "./log-reads.ts";
import { logSourceOf } from "./log-sources.ts";
import type { Route } from "./routes.ts";

/** What requests of logs need. */
export interface LogRequests {
  readonly logs: FollowedLogs;
  readonly settings: ReadSettings;
  readonly enterViewer: () => () => void;
  readonly now: () => number;
}

/** The name of a followed log among all. */
export const logKey = (system: string, operation: "log" | "events", id: string): string =>
  JSON.stringify([system, operation, id]);

/** Responds to a read of a job's log or events: the stream, a position in it, a search, or all of it as a file. */
export const readLog = async (
  { logs, settings, enterViewer, now }: LogRequests,
  name: string,
  system: System,
  { jobId, operation, view }: Route,
  request: Request,
  signal: AbortSignal,
): Promise<Response> => {
  const { searchParams: query } = new URL(request.url);
  const id = jobId ?? "";
  const kind = operation === "events" ? "events" : "log";
  const read = readRequest(request, query);
  const source = logSourceOf(name, system, kind, id);
  const opened = openForViewer(enterViewer, () =>
    openLog(logs, logKey(name, kind, id), () => source, read.start, settings.longPollMs, now),
  );
  if (view === "main" && oneParameter(query, "download") !== "1") {
    return await readStream(request, opened, read, settings, signal);
  }
  let sending = false;
  try {
    if (view === "position") return jsonResponse(await logPosition(opened, query, signal));
    if (view === "search") return jsonResponse(await logSearch(opened, query, signal));
    const file = await logDownload(opened, `${name}-${id}`, settings.stallMs, signal);
    sending = true;
    return file;
  } finally {
    if (!sending) opened.leave();
  }
};
