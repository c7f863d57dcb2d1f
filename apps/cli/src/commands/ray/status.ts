import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { printFailureMessage } from "../../follow-job.ts";
import { jobName } from "../../output/cells.ts";
import { jsonLine } from "../../output/json.ts";
import { statusStyle } from "../../output/notices.ts";
import { sanitizeText } from "../../terminal/sanitize.ts";
import { styled } from "../../terminal/style.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray status ID`: prints the status. The exit code is 0 for every status, also for FAILED. */
export const statusCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    { usage: "status <id>", description: "Print a job's status", example: "jobwire ray status train-7" },
    async ({ cluster, notices, flags, operands, print }) => {
      const job = await cluster.jobs.get(operands[0] ?? "", { signal: cli.signal });
      const { stream, isTerminal } = cli.output;
      const status = styled(statusStyle(job.status), isTerminal ? sanitizeText(job.status) : job.status, stream);
      if (flags.json === true) {
        await print(jsonLine({ id: jobName(job), status: job.status, message: job.message }));
      } else {
        printFailureMessage(notices, job.status, job.message);
        await print(`${status}\n`);
      }
      return ExitCode.succeeded;
    },
  );
