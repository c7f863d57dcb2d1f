import { Command } from "commander";
import type { AgentClient, AgentCollection } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { recordTable, recordsTable } from "../../output/record-table.ts";
import { agentCommand } from "./agent-command.ts";

/** Things of one kind that an agent has. No schema names their fields: a table shows those that agents are known to give. */
export interface CollectionKind {
  /** The command's name, and what one is called. */
  readonly name: string;
  readonly one: string;
  readonly columns: ReadonlyArray<readonly [title: string, fields: ReadonlyArray<string>]>;
  readonly of: (agent: AgentClient) => AgentCollection;
}

/** `jobwire agent NAME list|get`. */
export const collectionCommand = (cli: Cli, kind: CollectionKind): Command =>
  new Command(kind.name)
    .description(`${kind.one}s of the agent`)
    .addCommand(
      agentCommand(cli, "list", `list the ${kind.one}s`, async ({ agent, flags, print }) => {
        const records = await kind.of(agent).list({ signal: cli.signal });
        await print(flags.json === true ? jsonLine(records) : recordsTable(records, kind.columns, cli.output));
        return ExitCode.succeeded;
      }),
    )
    .addCommand(
      agentCommand(cli, "get <name>", `show one ${kind.one}`, async ({ agent, flags, words, print }) => {
        const record = await kind.of(agent).get(words[0] ?? "", { signal: cli.signal });
        await print(flags.json === true ? jsonLine(record) : recordTable(record, cli.output));
        return ExitCode.succeeded;
      }),
    );

/** Nodes. */
export const nodes: CollectionKind = {
  name: "nodes",
  one: "node",
  columns: [
    ["ID", ["node_id", "id"]],
    ["STATE", ["state", "status"]],
    ["NAME", ["node_name", "host_name", "name"]],
    ["IP", ["node_ip", "ip"]],
  ],
  of: (agent) => agent.nodes,
};

/** Tasks. */
export const tasks: CollectionKind = {
  name: "tasks",
  one: "task",
  columns: [
    ["ID", ["task_id", "id"]],
    ["STATE", ["state", "status"]],
    ["NAME", ["name", "func_or_class_name"]],
  ],
  of: (agent) => agent.tasks,
};

/** Serve applications. */
export const serve: CollectionKind = {
  name: "serve",
  one: "serve application",
  columns: [
    ["NAME", ["name", "id"]],
    ["STATUS", ["status", "state"]],
    ["ROUTE", ["route_prefix", "route"]],
  ],
  of: (agent) => agent.serve,
};
