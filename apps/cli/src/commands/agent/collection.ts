import { Command } from "commander";
import type { AgentClient, AgentCollection } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../output/hide-env.ts";
import { jsonLine } from "../../output/json.ts";
import { recordTable, recordsTable } from "../../output/record-table.ts";
import type { AgentFlags } from "../../settings/agent.ts";
import { agentCommand } from "./agent-command.ts";

/** One kind of resource that an agent has. No schema names the fields, so a table shows those that known agents send. */
export interface CollectionKind {
  /** The command's name. */
  readonly name: string;
  /** One resource, as the help calls it. */
  readonly singular: string;
  /** The name of a resource in the examples. */
  readonly example: string;
  readonly columns: ReadonlyArray<readonly [title: string, fields: ReadonlyArray<string>]>;
  readonly of: (agent: AgentClient) => AgentCollection;
}

/** `jobwire agent NAME list|get`. */
export const collectionCommand = (cli: Cli, kind: CollectionKind): Command =>
  new Command(kind.name)
    .description(`List and show ${kind.singular}s of the agent`)
    .addCommand(
      addShowEnvOption(
        agentCommand<AgentFlags & ShowEnvFlags>(
          cli,
          {
            usage: "list",
            description: `List the agent's ${kind.singular}s`,
            example: `jobwire agent ${kind.name} list --json`,
          },
          async ({ agent, flags, print }) => {
            const records = withHiddenEnv(await kind.of(agent).list({ signal: cli.signal }), flags);
            await print(flags.json === true ? jsonLine(records) : recordsTable(records, kind.columns, cli.output));
            return ExitCode.succeeded;
          },
        ),
      ),
    )
    .addCommand(
      addShowEnvOption(
        agentCommand<AgentFlags & ShowEnvFlags>(
          cli,
          {
            usage: "get <name>",
            description: `Show one ${kind.singular}`,
            example: `jobwire agent ${kind.name} get ${kind.example}`,
          },
          async ({ agent, flags, operands, print }) => {
            const record = withHiddenEnv(await kind.of(agent).get(operands[0] ?? "", { signal: cli.signal }), flags);
            await print(flags.json === true ? jsonLine(record) : recordTable(record, cli.output));
            return ExitCode.succeeded;
          },
        ),
      ),
    );

/** The nodes of the agent's cluster. */
export const nodes: CollectionKind = {
  name: "nodes",
  singular: "node",
  example: "node-1",
  columns: [
    ["ID", ["node_id", "id"]],
    ["STATE", ["state", "status"]],
    ["NAME", ["node_name", "host_name", "name"]],
    ["IP", ["node_ip", "ip"]],
  ],
  of: (agent) => agent.nodes,
};

/** The tasks of the agent's cluster. */
export const tasks: CollectionKind = {
  name: "tasks",
  singular: "task",
  example: "task-1",
  columns: [
    ["ID", ["task_id", "id"]],
    ["STATE", ["state", "status"]],
    ["NAME", ["name", "func_or_class_name"]],
  ],
  of: (agent) => agent.tasks,
};

/** The Serve applications of the agent's cluster. */
export const serve: CollectionKind = {
  name: "serve",
  singular: "Serve application",
  example: "summarizer",
  columns: [
    ["NAME", ["name", "id"]],
    ["STATUS", ["status", "state"]],
    ["ROUTE", ["route_prefix", "route"]],
  ],
  of: (agent) => agent.serve,
};
