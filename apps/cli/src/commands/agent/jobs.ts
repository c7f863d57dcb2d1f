import type { AgentClient } from "@jobwire/core";
import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { type NextCommand, nextAgentCommand } from "../../next-command.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../output/hide-env.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { recordTable } from "../../output/record-table.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import type { AgentFlags } from "../../settings/agent.ts";
import { addLogsOptions, type LogsFlags } from "../jobs/logs-options.ts";
import { addStopOptions, type StopFlags } from "../jobs/stop-options.ts";
import { addWaitOptions, timeoutMsOf, type WaitFlags } from "../jobs/wait-options.ts";
import { agentCommand } from "./agent-command.ts";
import { listAgentJobsCommand } from "./list-jobs.ts";
import { watchedAgentJobs } from "./watched-agent-jobs.ts";

const nextCommandOf =
  ({ agent, flags }: { readonly agent: AgentClient; readonly flags: AgentFlags }): NextCommand =>
  (command, ids) =>
    nextAgentCommand(command, ids, agent.address, flags);

const get = (cli: Cli): Command =>
  addShowEnvOption(
    agentCommand<AgentFlags & ShowEnvFlags>(
      cli,
      { usage: "get <id>", description: "Show one job", example: "jobwire agent jobs get train-7" },
      async ({ agent, flags, operands, print }) => {
        const job = withHiddenEnv(await agent.jobs.get(operands[0] ?? "", { signal: cli.signal }), flags);
        await print(flags.json === true ? jsonLine(job) : recordTable(job.fields, cli.output));
        return ExitCode.succeeded;
      },
    ),
  );

const stop = (cli: Cli): Command =>
  addStopOptions(
    agentCommand<AgentFlags & StopFlags>(
      cli,
      {
        usage: "stop <ids...>",
        description: "Stop jobs and wait until they have ended",
        example: "jobwire agent jobs stop train-7 --timeout 60",
      },
      async (context) => {
        const { agent, notices, flags, operands, print } = context;
        const { signal } = cli;
        const { stopJobs } = await import("../jobs/stop-jobs.ts");
        return stopJobs(context, nextCommandOf(context), async (id) => {
          // `answer` is a key of the printed JSON, so its name stays.
          const answer = await agent.jobs.stop(id, {
            wait: flags.wait,
            timeoutMs: timeoutMsOf(flags),
            signal,
            onRetry: retryNotices(notices, id),
            onStatus: pendingNotice(notices, id),
          });
          const { status } = await agent.jobs.get(id, { signal });
          if (flags.json === true) await print(jsonLine({ id, status, answer }));
          else if (!flags.wait) notices.info(`Asked the agent to stop ${id}`);
          if (flags.json !== true) notices.status(status ?? "", operands.length > 1 ? id : undefined);
          return ExitCode.succeeded;
        });
      },
    ),
  );

const logs = (cli: Cli): Command =>
  addLogsOptions(
    agentCommand<AgentFlags & LogsFlags>(
      cli,
      {
        usage: "logs <ids...>",
        description: "Print the logs of jobs",
        example: "jobwire agent jobs logs -f train-7",
      },
      async (context) =>
        (await import("../jobs/print-logs.ts")).printLogs(
          watchedAgentJobs(context.agent),
          context,
          nextCommandOf(context),
        ),
    ),
  );

const wait = (cli: Cli): Command =>
  addWaitOptions(
    agentCommand<AgentFlags & WaitFlags>(
      cli,
      {
        usage: "wait <ids...>",
        description: "Wait until the jobs have ended, then exit with the worst of their exit codes",
        example: "jobwire agent jobs wait train-7 train-8 --timeout 3600",
      },
      async (context) =>
        (await import("../jobs/wait-for-jobs.ts")).waitForJobs(
          watchedAgentJobs(context.agent),
          context,
          nextCommandOf(context),
        ),
    ),
  );

/** `jobwire agent jobs list|get|logs|wait|stop`. */
export const agentJobsCommand = (cli: Cli): Command => {
  const jobs = new Command("jobs").description("List, follow and stop jobs of the agent");
  for (const make of [listAgentJobsCommand, get, logs, wait, stop]) jobs.addCommand(make(cli));
  return jobs;
};
