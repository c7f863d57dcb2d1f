import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { addJobOptions, type JobFlags, namedJob } from "./named-job.ts";
import { reasonerCommand } from "./reasoner-command.ts";

interface CancelFlags extends JobFlags {
  readonly allUsers?: boolean;
}

/** `jobwire reasoner jobs cancel --id ID`: cancels a job and prints its state right after. */
export const cancelJobCommand = (cli: Cli): Command =>
  addJobOptions(
    reasonerCommand<CancelFlags>(
      cli,
      { usage: "cancel", description: "Cancel a job", example: "jobwire reasoner jobs cancel --id JOB_ID" },
      async ({ jobs, flags, notices, print }) => {
        const { signal } = cli;
        const { type, id } = await namedJob(jobs, flags, signal);
        await jobs.stop({ reasonerType: type, id }, { allUsers: flags.allUsers, signal });
        const job = await jobs.get({ reasonerType: type, id }, { signal });
        if (flags.json === true) await print(jsonLine(job));
        else notices.status(job.state ?? "");
        return ExitCode.succeeded;
      },
    ),
  ).option("--all-users", "Cancel another user's job, too (Logic only; uses SQL)");
