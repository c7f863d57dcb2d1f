import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jobName, jobTable } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray list`: all jobs of the cluster. */
export const listCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    { usage: "list", description: "List the cluster's jobs, newest last", example: "jobwire ray list" },
    async ({ cluster, flags, notices, print }) => {
      const jobs = await cluster.jobs.list({ signal: cli.signal });
      for (const job of jobs) {
        if (job.unreadable === undefined) continue;
        notices.info(`${jobName(job)}: Ray's response has unexpected data in ${job.unreadable.join(", ")}`);
      }
      await print(flags.json === true ? jsonLine(jobs) : jobTable(jobs, cli.output.stream, Date.now()));
      return ExitCode.succeeded;
    },
  );
