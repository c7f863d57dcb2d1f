import { type Command, Option } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { parseCount } from "../../../settings/parse-option.ts";
import { harmlessLog } from "../../../terminal/harmless.ts";
import { rayCommand } from "../ray-command.ts";

interface WorkerLogFlags extends ConnectionFlags {
  readonly stream?: "out" | "err";
  readonly lines?: number;
  readonly attempt?: number;
}

/** `jobwire ray tasks|actors logs ID`: what one attempt of a task, or an actor's worker, wrote. */
export const logCommand = (cli: Cli, name: "tasks" | "actors"): Command => {
  const command = rayCommand<WorkerLogFlags>(
    cli,
    "logs <id>",
    name === "tasks" ? "print what one attempt of a task wrote" : "print the log of an actor's worker",
    async ({ cluster, flags, words }) => {
      const { stream, lines, attempt: attemptNumber } = flags;
      const [id = ""] = words;
      const log = await cluster[name].getLogs(id, { stream, lines, attemptNumber, signal: cli.signal });
      // Not by `print`: a log comes out as it is.
      const text = flags.json === true ? jsonLine({ id, log }) : cli.output.isTerminal ? harmlessLog(log) : log;
      await cli.output.write(text, cli.signal);
      return ExitCode.succeeded;
    },
  )
    .addOption(new Option("--stream <name>", "standard output or standard error").choices(["out", "err"]))
    .option("--lines <count>", "only the last lines", parseCount);
  return name === "tasks" ? command.option("--attempt <number>", "which attempt, from 0", parseCount) : command;
};
