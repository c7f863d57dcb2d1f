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

/** `jobwire reasoner jobs list`: jobs of one type or of all, newest last. */
export const listJobsCommand = (cli: Cli): Command =>
  reasonerCommand<ListFlags>(cli, "list", "list jobs", async ({ jobs, flags, notices, print }) => {
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
    else notices.say("no jobs");
    if (found.length > 0 && found.length === limit) notices.say(`there may be more: --offset ${offset + limit}`);
    return ExitCode.succeeded;
  })
    .option("--type <type>", "only this type: Logic, Prescriptive or Predictive")
    .option("--id <id>", "only this job")
    .option("--state <state>", "only jobs in this state, such as RUNNING")
    .option("--name <name>", "only jobs of this reasoner")
    .option("--created-by <user>", "only jobs of this user")
    .option("--only-active", "only jobs that have not ended")
    .option("--all-users", "jobs of all users, whatever --created-by says")
    .option("--limit <count>", "at most this many", parseCount, 100)
    .option("--offset <count>", "leave out this many of the newest", parseCount, 0)
    .option("--include <what>", "more about each: details, events, raw; repeatable", collectInclude);
