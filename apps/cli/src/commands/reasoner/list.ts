import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { reasonerTable } from "../../output/reasoner-job.ts";
import { parseCount } from "../../settings/parse-option.ts";
import type { ReasonerFlags } from "../../settings/reasoner.ts";
import { collectInclude } from "./include.ts";
import { reasonerCommand } from "./reasoner-command.ts";

interface ListFlags extends ReasonerFlags {
  readonly type?: string;
  readonly id?: string;
  readonly state?: string;
  readonly name?: string;
  readonly createdBy?: string;
  readonly onlyActive?: boolean;
  readonly allUsers?: boolean;
  readonly limit: number;
  readonly offset: number;
  readonly include?: Readonly<Record<string, true>>;
}

/** `jobwire reasoner jobs list`: the jobs of one type or of all types, newest last. */
export const listJobsCommand = (cli: Cli): Command =>
  reasonerCommand<ListFlags>(
    cli,
    {
      usage: "list",
      description: "List jobs, newest last",
      example: "jobwire reasoner jobs list --type Logic --only-active",
    },
    async ({ jobs, flags, notices, print }) => {
      const { type, id, state, name, createdBy, onlyActive, allUsers, limit, offset, include } = flags;
      const found = await jobs.list({
        reasonerType: type,
        jobId: id,
        state,
        name,
        createdBy,
        onlyActive,
        allUsers,
        limit,
        offset,
        include,
        signal: cli.signal,
      });
      if (flags.json === true) await print(jsonLine(found));
      else if (found.length > 0) await print(reasonerTable(found, cli.output.stream));
      else notices.info("No jobs found");
      if (found.length > 0 && found.length === limit)
        notices.info(`There may be more jobs. For the next ones, pass --offset ${offset + limit}`);
      return ExitCode.succeeded;
    },
  )
    .option("--type <type>", "List only this type: Logic, Prescriptive or Predictive")
    .option("--id <id>", "List only this job")
    .option("--state <state>", "List only jobs in this state, such as RUNNING")
    .option("--name <name>", "List only jobs of this reasoner")
    .option("--created-by <user>", "List only jobs of this user")
    .option("--only-active", "List only jobs that have not ended")
    .option("--all-users", "List the jobs of all users; overrides --created-by")
    .option("--limit <count>", "List at most this many jobs", parseCount, 100)
    .option("--offset <count>", "Skip this many of the newest jobs", parseCount, 0)
    .option("--include <part>", "Show also: details, events or raw; repeatable", collectInclude);
