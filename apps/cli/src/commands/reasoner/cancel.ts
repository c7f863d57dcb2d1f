import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { addJobOptions, type JobFlags, namedJob } from "./named-job.ts";
import { reasonerCommand } from "./reasoner-command.ts";

interface CancelFlags extends JobFlags {
  readonly allUsers?: boolean;
}

/** `jobwire reasoner jobs cancel --id ID`: asks for the job's end and shows the job as it is then. */
export const cancelJobCommand = (cli: Cli): Command =>
  addJobOptions(
    reasonerCommand<CancelFlags>(cli, "cancel", "end a job", async ({ jobs, flags, notices, print }) => {
      const { signal } = cli;
      const { type, id } = await namedJob(jobs, flags, signal);
      await jobs.stop({ reasonerType: type, id }, { allUsers: flags.allUsers, signal });
      const job = await jobs.get({ reasonerType: type, id }, { signal });
      if (flags.json === true) await print(jsonLine(job));
      else notices.status(job.state ?? "");
      return ExitCode.succeeded;
    }),
  ).option("--all-users", "also a job of somebody else (Logic only; goes over SQL)");
