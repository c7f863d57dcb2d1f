import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Exchange } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";

export type LogMedia = "file" | "stream";

/** A request to `GET /api/v0/logs/{file|stream}`, resolved to a file. */
export interface LogFileRequest {
  readonly path: string;
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
  const path = resolveLog(exchange);
  if (timeout !== undefined && timeout <= 0 && media === "file") throw new TextAnswer(500, DEADLINE_EXCEEDED);
  if (lines > 2_147_483_647 || lines < -2_147_483_648) throw new TextAnswer(500, `Value out of range: ${lines}`);
  const follows = media === "stream" && (seconds ?? 0) >= 0;
  return {
    path,
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

function resolveLog({ cluster, query }: Exchange): string {
  const nodeId = query.get("node_id") || null;
  const nodeIp = query.get("node_ip") || null;
  const submission = query.get("submission_id") || null;
  const filename = query.get("filename") || null;
  const pid = query.get("pid") || null;
  const suffix = query.get("suffix") ?? "out";
  if (suffix !== "out" && suffix !== "err") throw inTrouble();
  if (pid !== null) integer(pid);
  // No actors and no tasks exist here: Ray looks up both before it requires a node.
  if (query.get("actor_id")) throw new TextAnswer(500, `Actor ID ActorID(${query.get("actor_id")}) not found.`);
  if (query.get("task_id"))
    throw new TextAnswer(
      500,
      `Could not find log file for task: ${query.get("task_id")} (attempt 0) with suffix: ${suffix}`,
    );
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
    return existing(cluster.logDirectory, `job-driver-${submission}.log`);
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
  return existing(cluster.logDirectory, filename);
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
