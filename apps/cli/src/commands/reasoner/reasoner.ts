import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { cancelJobCommand } from "./cancel.ts";
import { createJobCommand } from "./create.ts";
import { jobEventsCommand } from "./events.ts";
import { getJobCommand } from "./get.ts";
import { listJobsCommand } from "./list.ts";
import { waitJobCommand } from "./wait.ts";

/** `jobwire reasoner`: the jobs of RelationalAI's reasoners. */
export const reasonerCommands = (cli: Cli): Command => {
  const jobs = new Command("jobs").description("Start, list, follow and cancel jobs of reasoners");
  for (const make of [
    createJobCommand,
    listJobsCommand,
    getJobCommand,
    jobEventsCommand,
    waitJobCommand,
    cancelJobCommand,
  ]) {
    jobs.addCommand(make(cli));
  }
  return new Command("reasoner")
    .description("Work with RelationalAI reasoners, over Direct Access or SQL")
    .addCommand(jobs);
};
