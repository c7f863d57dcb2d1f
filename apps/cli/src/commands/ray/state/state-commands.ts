import type { CallOptions, Completeness, RayCluster, StateFilter, StateList, TaskListOptions } from "@jobwire/core";
import { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { cellOf } from "../../../output/cells.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../../output/hide-env.ts";
import { plainTable } from "../../../output/plain-table.ts";
import { titledTable } from "../../../output/titled-table.ts";
import { jsonLine } from "../../../output/json.ts";
import type { Notices } from "../../../output/notices.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { collectFilter, parseCount } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";

/** A column of a list: its title and its value for a row. */
export type ListColumn<Row> = readonly [title: string, cell: (row: Row) => unknown];

/** The commands of one table of the state API. */
export interface StateCommands<Row> {
  readonly name: string;
  readonly description: string;
  /** One row, as the help calls it. */
  readonly singular: string;
  /** An id for the example of `get`. */
  readonly exampleId: string;
  readonly columns: ReadonlyArray<ListColumn<Row>>;
  readonly list: (cluster: RayCluster, options: TaskListOptions) => Promise<StateList<Row>>;
  /** All rows with one id. */
  readonly get: (cluster: RayCluster, id: string, options: CallOptions) => Promise<ReadonlyArray<Row>>;
}

interface ListFlags extends ConnectionFlags, ShowEnvFlags {
  readonly limit?: number;
  readonly filter?: ReadonlyArray<StateFilter>;
  readonly detail?: boolean;
  readonly includeDriver?: boolean;
}

/** Prints on stderr which rows a response lacks. */
export const printIncomplete = (notices: Notices, { incomplete }: Completeness): void => {
  for (const { message } of incomplete) notices.info(`incomplete: ${message}`);
};

/** Rows as a table for a reader. */
export const rowTable = <Row>(cli: Cli, columns: ReadonlyArray<ListColumn<Row>>, rows: ReadonlyArray<Row>): string => {
  const cell = cellOf(cli.output);
  return titledTable(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, value]) => cell(value(row)))),
    cli.output.stream,
  );
};

/** `jobwire ray NAME list` and `get`. */
export const stateCommands = <Row extends object>(cli: Cli, table: StateCommands<Row>): Command => {
  const list = addShowEnvOption(
    rayCommand<ListFlags>(
      cli,
      {
        usage: "list",
        description: `List the cluster's ${table.name.replace("-", " ")}`,
        example: `jobwire ray ${table.name} list --limit 20`,
      },
      async ({ cluster, flags, notices, print }) => {
        const { limit, filter: filters, detail, includeDriver } = flags;
        const excludeDriver = includeDriver === true ? false : undefined;
        const options = { limit, filters, detail, excludeDriver, signal: cli.signal };
        const rows = withHiddenEnv(await table.list(cluster, options), flags);
        await print(flags.json === true ? jsonLine(rows) : rowTable(cli, table.columns, rows.rows));
        printIncomplete(notices, rows);
        return ExitCode.succeeded;
      },
    ),
  )
    .option("--limit <rows>", "List at most this many rows, from 1 to 10000 (default: 100)", parseCount)
    .option("--filter <K=V>", "List only rows with this value; K!=V excludes them; repeatable", collectFilter)
    .option("--detail", "Print every field; needs --json");
  if (table.name === "tasks") list.option("--include-driver", "List the drivers' own tasks, too");
  const get = addShowEnvOption(
    rayCommand<ConnectionFlags & ShowEnvFlags>(
      cli,
      {
        usage: "get <id>",
        description: `Show one ${table.singular} with every field`,
        example: `jobwire ray ${table.name} get ${table.exampleId}`,
      },
      async ({ cluster, flags, operands, print }) => {
        const rows = withHiddenEnv(await table.get(cluster, operands[0] ?? "", { signal: cli.signal }), flags);
        const cell = cellOf(cli.output);
        const text = (row: Row): string =>
          plainTable(
            Object.entries(row)
              .map(([name, value]) => [name, cell(value)])
              .filter(([, value]) => value !== ""),
          );
        await print(flags.json === true ? jsonLine(rows.length === 1 ? rows[0] : rows) : rows.map(text).join("\n"));
        return ExitCode.succeeded;
      },
    ),
  );
  return new Command(table.name).description(table.description).addCommand(list).addCommand(get);
};
