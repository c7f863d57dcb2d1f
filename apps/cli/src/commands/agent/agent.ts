import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { recordTable } from "../../output/record-table.ts";
import { agentCommand } from "./agent-command.ts";
import { collectionCommand, nodes, serve, tasks } from "./collection.ts";
import { agentJobsCommand } from "./jobs.ts";

const health = (cli: Cli): Command =>
  agentCommand(cli, "health", "ask whether the agent is well", async ({ agent, flags, print }) => {
    const record = await agent.health({ signal: cli.signal });
    await print(flags.json === true ? jsonLine(record) : recordTable(record, cli.output));
    return ExitCode.succeeded;
  });

const deleteApplication = (cli: Cli): Command =>
  agentCommand(cli, "delete <name>", "delete a serve application", async ({ agent, notices, flags, words, print }) => {
    const name = words[0] ?? "";
    await agent.serve.delete(name, { signal: cli.signal });
    if (flags.json === true) await print(jsonLine({ name, deleted: true }));
    else notices.say(`deleted ${name}`);
    return ExitCode.succeeded;
  });

/** `jobwire agent`: jobs and more of a Synapse Agent. */
export const agentCommands = (cli: Cli): Command =>
  new Command("agent")
    .description("jobs, nodes, tasks and serve applications of a Synapse Agent")
    .addCommand(health(cli))
    .addCommand(agentJobsCommand(cli))
    .addCommand(collectionCommand(cli, nodes))
    .addCommand(collectionCommand(cli, tasks))
    .addCommand(collectionCommand(cli, serve).addCommand(deleteApplication(cli)));
