import { type Command, Option } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { parseCount } from "../../../settings/parse-option.ts";
import { sanitizeLog } from "../../../terminal/sanitize.ts";
import { rayCommand } from "../ray-command.ts";

interface WorkerLogFlags extends ConnectionFlags {
  readonly stream?: "out" | "err";
  readonly lines?: number;
  readonly attempt?: number;
}

/** `jobwire ray tasks|actors logs ID`: the output of one attempt of a task, or of an actor's worker. */
export const logCommand = (cli: Cli, name: "tasks" | "actors"): Command => {
  const command = rayCommand<WorkerLogFlags>(
    cli,
    {
      usage: "logs <id>",
      description:
        name === "tasks" ? "Print the output of one attempt of a task" : "Print the output of an actor's worker",
      example: `jobwire ray ${name} logs ${name === "tasks" ? "TASK_ID" : "ACTOR_ID"} --stream err`,
    },
    async ({ cluster, flags, operands }) => {
      const { stream, lines, attempt: attemptNumber } = flags;
      const [id = ""] = operands;
      const log = await cluster[name].getLogs(id, { stream, lines, attemptNumber, signal: cli.signal });
      // `print` would redact, and log lines are printed unchanged.
      const text = flags.json === true ? jsonLine({ id, log }) : cli.output.isTerminal ? sanitizeLog(log) : log;
      await cli.output.write(text, cli.signal);
      return ExitCode.succeeded;
    },
  )
    .addOption(new Option("--stream <name>", "Print standard output or standard error").choices(["out", "err"]))
    .option("--lines <count>", "Print only the last lines, at most this many", parseCount);
  return name === "tasks"
    ? command.option("--attempt <number>", "Print this attempt, counted from 0", parseCount)
    : command;
};
