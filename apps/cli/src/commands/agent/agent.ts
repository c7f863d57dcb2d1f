import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { recordTable } from "../../output/record-table.ts";
import { agentCommand } from "./agent-command.ts";
import { collectionCommand, nodes, serve, tasks } from "./collection.ts";
import { agentJobsCommand } from "./jobs.ts";
import { openAgentCommand } from "./open.ts";

const health = (cli: Cli): Command =>
  agentCommand(
    cli,
    { usage: "health", description: "Check that the agent is healthy", example: "jobwire agent health" },
    async ({ agent, flags, print }) => {
      const record = await agent.health({ signal: cli.signal });
      await print(flags.json === true ? jsonLine(record) : recordTable(record, cli.output));
      return ExitCode.succeeded;
    },
  );

const deleteApplication = (cli: Cli): Command =>
  agentCommand(
    cli,
    {
      usage: "delete <name>",
      description: "Delete one Serve application",
      example: "jobwire agent serve delete summarizer",
    },
    async ({ agent, notices, flags, operands, print }) => {
      const name = operands[0] ?? "";
      await agent.serve.delete(name, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ name, deleted: true }));
      else notices.info(`Deleted ${name}`);
      return ExitCode.succeeded;
    },
  );

/** `jobwire agent`: the jobs and other resources of a Synapse Agent. */
export const agentCommands = (cli: Cli): Command =>
  new Command("agent")
    .description("Work with a Synapse Agent: its jobs, nodes, tasks and Serve applications")
    .addCommand(health(cli))
    .addCommand(agentJobsCommand(cli))
    .addCommand(openAgentCommand(cli))
    .addCommand(collectionCommand(cli, nodes))
    .addCommand(collectionCommand(cli, tasks))
    .addCommand(collectionCommand(cli, serve).addCommand(deleteApplication(cli)));
