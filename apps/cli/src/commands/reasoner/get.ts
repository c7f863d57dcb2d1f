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

/** `jobwire reasoner jobs get --id ID`: everything about one job; one that does not exist is exit code 1. */
export const getJobCommand = (cli: Cli): Command =>
  addJobOptions(
    reasonerCommand<GetFlags>(cli, "get", "show one job", async ({ jobs, flags, print }) => {
      const { type, id } = await namedJob(jobs, flags, cli.signal);
      const job = await jobs.get(
        { reasonerType: type, id },
        { include: { details: true, ...flags.include }, signal: cli.signal },
      );
      await print(flags.json === true ? jsonLine(job) : reasonerJobLines(job, cli.output.isTerminal));
      return ExitCode.succeeded;
    }),
  ).option("--include <what>", "also: events, artifacts, problems, raw; repeatable", collectInclude);
