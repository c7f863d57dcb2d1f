import type { RayCluster, WorkerLogBatch, WorkerLogStatus } from "@jobwire/core";
import { ExitCode, exitCodeOfStatus } from "../../exit-code.ts";
import { nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import type { Notices } from "../../output/notices.ts";
import type { Output } from "../../output/stdout.ts";
import { tailNotices } from "../../output/tail-notices.ts";
import { report } from "../../report.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { inJobColour } from "../../terminal/job-colour.ts";
import { sanitizeLog, sanitizeText } from "../../terminal/sanitize.ts";
import { logFormat } from "../jobs/log-options.ts";
import { type LogsFlags, printEach } from "../jobs/print-logs.ts";
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
const workerRenderer = (
  id: string,
  flags: Flags,
  several: boolean,
  output: Output,
): ((batch: WorkerLogBatch) => string) => {
  const { format, timestamps, raw } = logFormat(flags, several);
  const safe = output.isTerminal && !raw;
  return (source) => {
    const { lines, nodeId, pid, workerId, stream } = source;
    const received = timestamps ? new Date().toISOString() : undefined;
    if (format === "json") {
      const { name } = source;
      const time = received === undefined ? {} : { receivedAt: received };
      return lines.map((line) => jsonLine({ id, nodeId, pid, workerId, stream, name, line, ...time })).join("");
    }
    const name = source.name === null ? "" : `${source.name} `;
    const worker = `(${name}pid=${pid}, node=${nodeId.slice(0, shownIdLength)})`;
    const job = several ? `${inJobColour(id, `[${output.isTerminal ? sanitizeText(id) : id}]`, output.stream)} ` : "";
    const shown = inJobColour(workerId, output.isTerminal ? sanitizeText(worker) : worker, output.stream);
    const start = `${job}${shown} ${received === undefined ? "" : `${received} `}`;
    return lines.map((line) => `${start}${safe ? sanitizeLog(line) : line}\n`).join("");
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
  { cli, flags, notices }: RayContext<Flags>,
  several: boolean,
): Promise<ExitCode> => {
  const { signal, output } = cli;
  const render = workerRenderer(id, flags, several, output);
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
  notices.status(end, several ? id : undefined);
  return exitCodeOfStatus(end);
};

/** Prints the logs of all workers of the jobs in the operands; with `-f` until the jobs have ended. */
export const printWorkerLogs = async (context: RayContext<Flags>): Promise<ExitCode> => {
  const { cli, cluster, flags, notices, operands } = context;
  const next = (command: ReadonlyArray<string>, ids: ReadonlyArray<string>): string =>
    nextCommand(command, ids, cluster.address, flags);
  return printEach(watchedRayJobs(cluster), context, ["logs", "-f", "--workers"], next, async ({ id }) => {
    try {
      return await printOne(cluster, id, context, operands.length > 1);
    } catch (error) {
      return report(error, cli.signal, notices, flags.json === true);
    }
  });
};
