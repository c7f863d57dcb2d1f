import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Exchange } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { actorLog, taskLog } from "./worker-log-request.ts";

export type LogMedia = "file" | "stream";

/** A request to `GET /api/v0/logs/{file|stream}`, resolved to a file. */
export interface LogFileRequest {
  readonly path: string;
  /** The part of the file that the request gets; without an end, up to the file's. */
  readonly start: number;
  readonly end: number | undefined;
  /** -1 is everything. */
  readonly lines: number;
  /** How often to check at the end of the file; undefined ends there. */
  readonly intervalMs: number | undefined;
  readonly timeoutMs: number;
  readonly downloadName: string;
  readonly withoutAnsi: boolean;
}

/** Throws plain-text 500s for everything that is wrong with the request. */
export function parseLogFileRequest(exchange: Exchange, media: LogMedia | undefined): LogFileRequest {
  const { cluster, query } = exchange;
  const timeout = integer(query.get("timeout"));
  const lines = integer(query.get("lines")) ?? 1000;
  const interval = query.get("interval");
  const seconds = interval === null || interval === "" ? undefined : Number(interval);
  if (Number.isNaN(seconds) || (media === "file" && interval !== null)) throw inTrouble();
  if (media === undefined) throw inTrouble();
  const log = resolveLog(exchange);
  if (timeout !== undefined && timeout <= 0 && media === "file") throw new TextAnswer(500, DEADLINE_EXCEEDED);
  if (lines > 2_147_483_647 || lines < -2_147_483_648) throw new TextAnswer(500, `Value out of range: ${lines}`);
  const follows = media === "stream" && (seconds ?? 0) >= 0;
  return {
    ...log,
    lines: lines === 0 ? 1000 : lines,
    intervalMs: follows ? (seconds ? seconds * 1000 : cluster.clocks.tailPollMs) : undefined,
    timeoutMs: media === "stream" ? Infinity : timeout === undefined ? cluster.clocks.fileTimeoutMs : timeout * 1000,
    downloadName: query.get("download_filename") ?? "file.txt",
    withoutAnsi: query.get("filter_ansi_code")?.toLowerCase() === "true",
  };
}

const DEADLINE_EXCEEDED =
  '<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.DEADLINE_EXCEEDED\n\tdetails = "Deadline Exceeded"\n' +
  '\tdebug_error_string = "DEADLINE_EXCEEDED:Deadline Exceeded"\n>';

function resolveLog(exchange: Exchange): Pick<LogFileRequest, "path" | "start" | "end"> {
  const { cluster, query } = exchange;
  const nodeId = query.get("node_id") || null;
  const nodeIp = query.get("node_ip") || null;
  const submission = query.get("submission_id") || null;
  const filename = query.get("filename") || null;
  const pid = query.get("pid") || null;
  const suffix = query.get("suffix") ?? "out";
  if (suffix !== "out" && suffix !== "err") throw inTrouble();
  if (pid !== null) integer(pid);
  // Ray looks up actors and tasks before it requires a node. Here they are rows that a test added.
  const actorId = query.get("actor_id") || null;
  const taskId = query.get("task_id") || null;
  if (actorId !== null || taskId !== null) {
    const log = actorId === null ? taskLog(exchange, taskId ?? "", suffix) : actorLog(exchange, actorId, suffix);
    if (log === undefined) throw notFound(query, suffix);
    return { path: existing(cluster.logDirectory, log.filename), start: log.start, end: log.end };
  }
  const whole = (filename: string): ReturnType<typeof resolveLog> => ({
    path: existing(cluster.logDirectory, filename),
    start: 0,
    end: undefined,
  });
  if ((nodeId === null) === (nodeIp === null)) throw inTrouble();
  if (submission === null && filename === null && pid === null) throw inTrouble();
  // With a submission id Ray ignores the node named in the request; it only has to be present.
  if (submission !== null) {
    const job = cluster.jobs.find(submission);
    if (job?.submissionId !== submission) throw notFound(query, suffix);
    if (job.nodeId === null)
      throw new TextAnswer(
        500,
        `Job ${submission} has no driver node id info. This is likely a bug. Please file an issue.`,
      );
    return whole(`job-driver-${submission}.log`);
  }
  const node = nodeId ?? (nodeIp === cluster.nodeIp ? cluster.nodeId : undefined);
  if (node === undefined)
    throw new TextAnswer(
      500,
      "1 validation error for ResolvedStreamFileInfo\nnode_id\n  Input should be a valid string [type=string_type, " +
        "input_value=None, input_type=NoneType]\n    For further information visit https://errors.pydantic.dev/2.14/v/string_type",
    );
  if (node !== cluster.nodeId) throw new TextAnswer(500, `Agent for node id: ${node} doesn't exist.`);
  if (filename === null) throw notFound(query, suffix);
  return whole(filename);
}

/** Accepts only files under the log directory; as in Ray, the kind of refusal reveals whether an outside file exists. */
function existing(directory: string, filename: string): string {
  const path = resolve(directory, filename);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new TextAnswer(500, `A file is not found at: ${path}`);
  if (relative(directory, path).startsWith(".."))
    throw new TextAnswer(
      500,
      `${path} not in ${directory}: '${path}' is not in the subpath of '${directory}' OR one path is relative and the other is absolute.`,
    );
  return path;
}

function notFound(query: URLSearchParams, suffix: string): TextAnswer {
  const shown = (name: string): string => query.get(name) || "None";
  return new TextAnswer(
    500,
    "Could not find a log file. Please make sure the given option exists in the cluster.\n" +
      `\tnode_id: ${query.get("submission_id") ? "None" : shown("node_id")}\n\tfilename: None\n\tactor_id: None\n\ttask_id: None\n` +
      `\tpid: ${shown("pid")}\n\tsuffix: ${suffix}\n\tsubmission_id: ${shown("submission_id")}\n\tattempt_number: 0\n`,
  );
}

/** Python's `int()`: undefined when absent, the bare 500 for anything but a whole number. */
function integer(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text)) throw inTrouble();
  return Number(text.replaceAll("_", ""));
}

function inTrouble(): TextAnswer {
  return new TextAnswer(500, IN_TROUBLE);
}
