import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { addLimitOption, addListOptions, type ListFlags } from "../../list/list-options.ts";
import { addShowEnvOption, type ShowEnvFlags } from "../../output/hide-env.ts";
import type { AgentFlags } from "../../settings/agent.ts";
import { agentCommand } from "./agent-command.ts";

type Flags = AgentFlags & ShowEnvFlags & ListFlags;

const filterKeys = { fields: ["id"], texts: ["entrypoint", "message"], metadata: true };

/** `jobwire agent jobs list`: the jobs of the agent. */
export const listAgentJobsCommand = (cli: Cli): Command =>
  addLimitOption(
    addListOptions(
      addShowEnvOption(
        agentCommand<Flags>(
          cli,
          {
            usage: "list",
            description: "List the agent's jobs, newest first",
            example: "jobwire agent jobs list --status RUNNING --limit 20",
          },
          async (context) => (await import("./run-list-jobs.ts")).runListJobs(context),
        ),
      ),
      filterKeys,
    ),
  );
