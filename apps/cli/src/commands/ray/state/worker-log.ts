import type { RayCluster, TailStatus, TaskTailOptions } from "@jobwire/core";
import { type Command, Option } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { Interrupted } from "../../../interrupts.ts";
import { isJobwireError } from "../../../jobwire-error.ts";
import { nextCommand } from "../../../next-command.ts";
import { jsonLine } from "../../../output/json.ts";
import { logRenderer } from "../../../output/log-printer.ts";
import type { Notices } from "../../../output/notices.ts";
import { tailNotices } from "../../../output/tail-notices.ts";
import { report } from "../../../report.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { parseCount } from "../../../settings/parse-option.ts";
import { sanitizeLog } from "../../../terminal/sanitize.ts";
import { rayCommand } from "../ray-command.ts";

interface WorkerLogFlags extends ConnectionFlags {
  readonly follow?: boolean;
  readonly stream?: "out" | "err";
  readonly lines?: number;
  readonly attempt?: number;
}

/** The log that `-f` follows. */
interface FollowedLog {
  readonly cli: Cli;
  readonly notices: Notices;
  readonly id: string;
  readonly json: boolean;
  readonly tailLogs: RayCluster["tasks"]["tailLogs"];
  readonly options: TaskTailOptions;
}

/** Prints one log to its proven end, and returns the last status of its task or actor. */
const followOnce = async ({ cli, notices, id, json, tailLogs, options }: FollowedLog): Promise<string> => {
  const render = logRenderer(
    id,
    { format: json ? "json" : "text", prefix: false, timestamps: false, raw: false },
    cli.output,
  );
  const printStatus = tailNotices(id, notices);
  let status = "";
  const onStatus = (event: TailStatus): void => {
    printStatus(event);
    if (event.type === "ended") status = event.jobStatus;
  };
  const tail = tailLogs(id, { ...options, onStatus, signal: cli.signal });
  for await (const batch of tail.batches()) await cli.output.write(render(batch), cli.signal);
  return status;
};

/** Follows a log. When an actor restarts, its new worker writes a log of its own, which is followed next. */
const follow = async (log: FollowedLog): Promise<string> => {
  for (let options = log.options; ; options = { ...options, tail: undefined }) {
    try {
      return await followOnce({ ...log, options });
    } catch (error) {
      if (!isJobwireError(error) || error._tag !== "LogReset" || error.reason !== "restarted") throw error;
      log.notices.note(`${log.id}: the actor restarted; the log of its new worker follows`);
    }
  }
};

/** `jobwire ray tasks|actors logs ID`: the output of one attempt of a task, or of an actor's worker. */
export const logCommand = (cli: Cli, name: "tasks" | "actors"): Command => {
  const command = rayCommand<WorkerLogFlags>(
    cli,
    {
      usage: "logs <id>",
      description:
        name === "tasks" ? "Print the output of one attempt of a task" : "Print the output of an actor's worker",
      example: `jobwire ray ${name} logs -f ${name === "tasks" ? "TASK_ID" : "ACTOR_ID"} --stream err`,
    },
    async ({ cluster, flags, operands, notices }) => {
      const { stream, lines, attempt: attemptNumber } = flags;
      const [id = ""] = operands;
      const json = flags.json === true;
      if (flags.follow === true) {
        const { tailLogs } = cluster[name];
        try {
          const options = { stream, tail: lines, attemptNumber };
          const status = await follow({ cli, notices, id, json, tailLogs, options });
          notices.status(status);
          return name === "tasks" && status === "FAILED" ? ExitCode.failed : ExitCode.succeeded;
        } catch (error) {
          if (cli.signal.reason instanceof Interrupted) {
            const chosen = attemptNumber === undefined ? [] : ["--attempt", String(attemptNumber)];
            const again = [name, "logs", "-f", ...(stream === undefined ? [] : ["--stream", stream]), ...chosen];
            notices.info(`Detached. To follow again: ${nextCommand(again, [id], cluster.address, flags)}`);
          }
          return report(error, cli.signal, notices, json);
        }
      }
      const log = await cluster[name].getLogs(id, { stream, lines, attemptNumber, signal: cli.signal });
      // `print` would redact, and log lines are printed unchanged.
      const text = json ? jsonLine({ id, log }) : cli.output.isTerminal ? sanitizeLog(log) : log;
      await cli.output.write(text, cli.signal);
      return ExitCode.succeeded;
    },
  )
    .option(
      "-f, --follow",
      name === "tasks"
        ? "Follow the output until the attempt ends; exit with 1 if it failed"
        : "Follow the log until the actor is dead, also in the next worker after a restart",
    )
    .addOption(new Option("--stream <name>", "Print standard output or standard error").choices(["out", "err"]))
    .option("--lines <count>", "Print only the last lines, at most this many; with -f, begin with them", parseCount);
  return name === "tasks"
    ? command.option("--attempt <number>", "Print this attempt, counted from 0", parseCount)
    : command;
};
