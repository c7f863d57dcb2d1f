import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { nextAgentCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { recordTable, recordsTable } from "../../output/record-table.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import type { AgentFlags } from "../../settings/agent.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import { addLogsOptions, type LogsFlags, printLogs } from "../jobs/print-logs.ts";
import { addWaitOptions, type WaitFlags, waitForJobs } from "../jobs/wait-for-jobs.ts";
import { agentCommand } from "./agent-command.ts";
import { watchedAgentJobs } from "./watched-agent-jobs.ts";

interface StopFlags extends AgentFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

const list = (cli: Cli): Command =>
  agentCommand(cli, "list", "list the agent's jobs", async ({ agent, flags, print }) => {
    const jobs = await agent.jobs.list({ signal: cli.signal });
    const rows = jobs.map(({ id, status, fields }) => ({ ...fields, id, status }));
    const columns = ["id", "status", "entrypoint"].map((name) => [name.toUpperCase(), [name]] as const);
    await print(flags.json === true ? jsonLine(jobs) : recordsTable(rows, columns, cli.output));
    return ExitCode.succeeded;
  });

const get = (cli: Cli): Command =>
  agentCommand(cli, "get <id>", "show one job", async ({ agent, flags, words, print }) => {
    const job = await agent.jobs.get(words[0] ?? "", { signal: cli.signal });
    await print(flags.json === true ? jsonLine(job) : recordTable(job.fields, cli.output));
    return ExitCode.succeeded;
  });

const stop = (cli: Cli): Command =>
  agentCommand<StopFlags>(
    cli,
    "stop <id>",
    "stop a job and wait until it has ended",
    async ({ agent, notices, flags, words, print }) => {
      const id = words[0] ?? "";
      const { signal } = cli;
      const timeoutMs = flags.timeout === undefined ? undefined : flags.timeout * 1000;
      const answer = await withSpinner(notices, `stopping ${id}`, () =>
        agent.jobs.stop(id, {
          wait: flags.wait,
          timeoutMs,
          signal,
          onRetry: retryNotices(notices, id),
          onStatus: pendingNotice(notices, id),
        }),
      );
      const { status } = await agent.jobs.get(id, { signal });
      if (flags.json === true) await print(jsonLine({ id, status, answer }));
      else if (!flags.wait) notices.say(`${id} was asked to stop`);
      if (flags.json !== true) notices.status(status ?? "");
      return ExitCode.succeeded;
    },
  )
    .option("--no-wait", "only ask, do not wait")
    .option("--timeout <seconds>", "wait no longer than this", parseSeconds);

const logs = (cli: Cli): Command =>
  addLogsOptions(
    agentCommand<AgentFlags & LogsFlags>(cli, "logs <ids...>", "print the logs of jobs", (context) =>
      printLogs(watchedAgentJobs(context.agent), context, (command, ids) =>
        nextAgentCommand(command, ids, context.agent.baseUrl, context.flags),
      ),
    ),
  );

const wait = (cli: Cli): Command =>
  addWaitOptions(
    agentCommand<AgentFlags & WaitFlags>(cli, "wait <ids...>", "wait until the jobs have ended", (context) =>
      waitForJobs(watchedAgentJobs(context.agent), context),
    ),
  );

/** `jobwire agent jobs list|get|logs|wait|stop`. */
export const agentJobsCommand = (cli: Cli): Command => {
  const jobs = new Command("jobs").description("jobs of the agent");
  for (const make of [list, get, logs, wait, stop]) jobs.addCommand(make(cli));
  return jobs;
};
