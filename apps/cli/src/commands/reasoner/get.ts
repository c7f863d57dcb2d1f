import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { reasonerJobLines } from "../../output/reasoner-job.ts";
import { collectInclude } from "./include.ts";
import { addJobOptions, type JobFlags, namedJob } from "./named-job.ts";
import { reasonerCommand } from "./reasoner-command.ts";

interface GetFlags extends JobFlags {
  readonly include?: Readonly<Record<string, true>>;
}

/** `jobwire reasoner jobs get --id ID`: all fields of one job. Exit code 1 when the job is not found. */
export const getJobCommand = (cli: Cli): Command =>
  addJobOptions(
    reasonerCommand<GetFlags>(
      cli,
      {
        usage: "get",
        description: "Show one job",
        example: "jobwire reasoner jobs get --id JOB_ID --include problems",
      },
      async ({ jobs, flags, print }) => {
        const { type, id } = await namedJob(jobs, flags, cli.signal);
        const job = await jobs.get(
          { reasonerType: type, id },
          { include: { details: true, ...flags.include }, signal: cli.signal },
        );
        await print(flags.json === true ? jsonLine(job) : reasonerJobLines(job, cli.output.isTerminal));
        return ExitCode.succeeded;
      },
    ),
  ).option("--include <part>", "Show also: events, artifacts, problems or raw; repeatable", collectInclude);
