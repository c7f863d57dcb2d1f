import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import type { AgentFlags } from "../../settings/agent.ts";
import { addOpenOptions, type OpenFlags, openPage } from "../open-page.ts";
import { agentCommand } from "./agent-command.ts";

/** `jobwire agent open [ID]`: the agent's address, or with `--console` the console's page of the agent or of a job. */
export const openAgentCommand = (cli: Cli): Command =>
  addOpenOptions(
    agentCommand<AgentFlags & OpenFlags>(
      cli,
      {
        usage: "open [id]",
        description: "Open the agent's address; with --console a job's page, too",
        example: ["jobwire agent open --print", "jobwire agent open train-7 --console"],
      },
      async ({ agent, flags, operands, notices, print }) => {
        const [id] = operands;
        if (id !== undefined) await agent.jobs.get(id, { signal: cli.signal });
        const inConsole = id === undefined ? "/systems/agent" : `/jobs/agent/${encodeURIComponent(id)}`;
        return openPage({ own: agent.address, inConsole }, flags, cli, notices, print);
      },
    ),
  );
