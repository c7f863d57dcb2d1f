import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { addListOptions } from "../../list/list-options.ts";
import { parseCount } from "../../settings/parse-option.ts";
import { collectInclude } from "./include.ts";
import type { ReasonerListFlags } from "./list-flags.ts";
import { reasonerCommand } from "./reasoner-command.ts";

const filterKeys = { fields: ["id", "type", "name", "createdBy"], texts: ["model", "abortReason"], metadata: false };

/** `jobwire reasoner jobs list`: the jobs of one type or of all types. */
export const listJobsCommand = (cli: Cli): Command =>
  addListOptions(
    reasonerCommand<ReasonerListFlags>(
      cli,
      {
        usage: "list",
        description: "List jobs, newest first",
        example: "jobwire reasoner jobs list --type Logic --only-active",
      },
      async (context) => (await import("./run-list.ts")).runList(context),
    ),
    filterKeys,
    "--state, --status <states>",
  )
    .option("--type <type>", "List only this type: Logic, Prescriptive or Predictive")
    .option("--id <id>", "List only this job")
    .option("--name <name>", "List only jobs of this reasoner")
    .option("--created-by <user>", "List only jobs of this user")
    .option("--only-active", "List only jobs that have not ended")
    .option("--all-users", "List the jobs of all users; overrides --created-by")
    .option("--limit <count>", "List at most this many jobs, the newest", parseCount, 100)
    .option("--offset <count>", "Skip this many of the newest jobs", parseCount, 0)
    .option("--include <part>", "Show also: details, events or raw; repeatable", collectInclude);
