import { styleText } from "node:util";
import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { sayMessage } from "../../follow-job.ts";
import { jobName } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import { statusStyle } from "../../output/notices.ts";
import { harmlessText } from "../../terminal/harmless.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray status ID`: the status word. The exit code says that the question was answered, not how the job fares. */
export const statusCommand = (cli: Cli): Command =>
  rayCommand(cli, "status <id>", "print a job's status", async ({ cluster, notices, flags, words, print }) => {
    const job = await cluster.jobs.get(words[0] ?? "", { signal: cli.signal });
    const { stream, isTerminal } = cli.output;
    const word = styleText(statusStyle(job.status), isTerminal ? harmlessText(job.status) : job.status, { stream });
    if (flags.json === true) {
      await print(jsonLine({ id: jobName(job), status: job.status, message: job.message }));
    } else {
      sayMessage(notices, job.status, job.message);
      await print(`${word}\n`);
    }
    return ExitCode.succeeded;
  });
