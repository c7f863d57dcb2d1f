import type { Command } from "commander";
import type { JobsLeftOut } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../output/hide-env.ts";
import { jobName, jobTable } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { parsePositive, parseWords } from "../../settings/parse-option.ts";
import { rayCommand } from "./ray-command.ts";

interface ListFlags extends ConnectionFlags, ShowEnvFlags {
  readonly status?: ReadonlyArray<string>;
  readonly limit?: number;
}

const jobs = (count: number): string => `${count} ${count === 1 ? "job" : "jobs"}`;

/** What the options left out, in words; empty for nothing. */
const leftOutText = ({ byStatus, byLimit }: JobsLeftOut): string =>
  [
    ...(byLimit === 0 ? [] : [`${jobs(byLimit)} above the limit, all older`]),
    ...(byStatus === 0 ? [] : [`${jobs(byStatus)} with another status`]),
  ].join(", ");

/** `jobwire ray list`: the jobs of the cluster. */
export const listCommand = (cli: Cli): Command =>
  addShowEnvOption(
    rayCommand<ListFlags>(
      cli,
      {
        usage: "list",
        description: "List the cluster's jobs, newest last",
        example: "jobwire ray list --status FAILED,RUNNING --limit 20",
      },
      async ({ cluster, flags, notices, print }) => {
        const { status, limit } = flags;
        let leftOut = "";
        const found = await cluster.jobs.list({
          status,
          limit,
          onLeftOut: (counts) => {
            leftOut = leftOutText(counts);
          },
          signal: cli.signal,
        });
        for (const job of found) {
          if (job.unreadable === undefined) continue;
          notices.info(`${jobName(job)}: Ray's response has unexpected data in ${job.unreadable.join(", ")}`);
        }
        const json = flags.json === true;
        await print(json ? jsonLine(withHiddenEnv(found, flags)) : jobTable(found, cli.output.stream, Date.now()));
        if (leftOut !== "") notices.info(`Left out: ${leftOut}`);
        return ExitCode.succeeded;
      },
    ),
  )
    .option("--status <statuses>", "List only jobs with one of these statuses, separated by commas", parseWords)
    .option("--limit <jobs>", "List at most this many jobs, the newest (default: all)", parsePositive);
