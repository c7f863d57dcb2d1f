import type { RayCluster, WorkerLogBatch, WorkerLogStatus } from "@jobwire/core";
import { ExitCode, exitCodeOfStatus } from "../../exit-code.ts";
import { lineFilter } from "../../log-filter/line-filter.ts";
import { type NextCommand, nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { jobPrefix, lineRenderer, lineStart, type LogFormat } from "../../output/log-printer.ts";
import type { Notices } from "../../output/notices.ts";
import type { Output } from "../../output/stdout.ts";
import { tailNotices } from "../../output/tail-notices.ts";
import { report } from "../../report.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { inJobColour } from "../../terminal/job-colour.ts";
import { sanitizeText } from "../../terminal/sanitize.ts";
import { logFormat } from "../jobs/log-format.ts";
import type { LogsFlags } from "../jobs/logs-options.ts";
import { printEach } from "../jobs/print-logs.ts";
import type { RayContext } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";

/** The flag that asks for the logs of workers. */
export interface WorkersFlags {
  readonly workers?: boolean;
}

type Flags = ConnectionFlags & LogsFlags & WorkersFlags;

/** This many characters of a node's id distinguish nodes. */
const shownIdLength = 8;

/** Turns lines of one worker into text for stdout: each begins like a worker's line in the output of Ray's own driver. */
const workerRenderer = (id: string, logFormat: LogFormat, output: Output): ((batch: WorkerLogBatch) => string) => {
  const { format, timestamps, filter, prefix: hasPrefix } = logFormat;
  const render = lineRenderer(logFormat, output);
  return (source) => {
    const { nodeId, pid, workerId, stream } = source;
    const lines = filter === undefined ? source.lines : source.lines.filter(filter.shows);
    if (format === "json") {
      const { name } = source;
      const time = timestamps ? { receivedAt: new Date().toISOString() } : {};
      return lines.map((line) => jsonLine({ id, nodeId, pid, workerId, stream, name, line, ...time })).join("");
    }
    const name = source.name === null ? "" : `${source.name} `;
    const worker = `(${name}pid=${pid}, node=${nodeId.slice(0, shownIdLength)})`;
    const shown = inJobColour(workerId, output.isTerminal ? sanitizeText(worker) : worker, output.stream);
    const start = lineStart(`${hasPrefix ? jobPrefix(id, output) : ""}${shown} `, logFormat);
    return lines.map((line) => `${start}${render(line)}\n`).join("");
  };
};

/** Prints what a tail of workers reports besides lines. */
const workerNotices = (id: string, notices: Notices): ((status: WorkerLogStatus) => void) => {
  const ofWorker = new Map<string, ReturnType<typeof tailNotices>>();
  return (status) => {
    if (status.type === "ended") return;
    const { pid, nodeId, stream } = status.source;
    const name = `${id}: ${stream} of worker ${pid} on node ${nodeId.slice(0, shownIdLength)}`;
    if (status.type === "found") {
      if (notices.verbose) notices.note(`${name}: found`);
    } else if (status.type === "failed") notices.note(`${name}: ${status.error}`);
    else {
      const print = ofWorker.get(name) ?? tailNotices(name, notices);
      ofWorker.set(name, print);
      print(status.status);
    }
  };
};

const printOne = async (
  cluster: RayCluster,
  id: string,
  { cli, flags, notices, operands }: RayContext<Flags>,
  format: LogFormat,
): Promise<ExitCode> => {
  const { signal, output } = cli;
  const render = workerRenderer(id, format, output);
  const print = workerNotices(id, notices);
  let end = "";
  const onStatus = (status: WorkerLogStatus): void => {
    print(status);
    if (status.type === "ended") end = status.jobStatus;
  };
  const follow = flags.follow === true;
  const tail = cluster.jobs.tailWorkerLogs(id, { follow, tail: flags.tail, signal, onStatus });
  for await (const batch of tail.batches()) await output.write(render(batch), signal);
  if (!follow) return ExitCode.succeeded;
  notices.status(end, operands.length > 1 ? id : undefined);
  return exitCodeOfStatus(end);
};

/** Prints the logs of all workers of the jobs in the operands; with `-f` until the jobs have ended. */
export const printWorkerLogs = async (context: RayContext<Flags>): Promise<ExitCode> => {
  const { cli, cluster, flags, notices, operands } = context;
  if (flags.outputDir !== undefined)
    throw new UsageError("--output-dir does not work with --workers. Pass one of them, or send stdout to a file.");
  const format = logFormat(flags, flags.prefix ?? operands.length > 1, await lineFilter(flags));
  const next: NextCommand = (command, ids) => nextCommand(command, ids, cluster.address, flags);
  return printEach(watchedRayJobs(cluster), context, ["logs", "-f", "--workers"], next, async ({ id }) => {
    try {
      return await printOne(cluster, id, context, format);
    } catch (error) {
      return report(error, cli.signal, notices, flags.json === true);
    }
  });
};
