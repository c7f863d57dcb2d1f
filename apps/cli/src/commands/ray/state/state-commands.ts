import { styleText } from "node:util";
import type { CallOptions, Completeness, RayCluster, StateFilter, StateList, TaskListOptions } from "@jobwire/core";
import { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { cellOf } from "../../../output/cells.ts";
import { plainTable } from "../../../output/job-table.ts";
import { jsonLine } from "../../../output/json.ts";
import type { Notices } from "../../../output/notices.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { collectFilter, parseCount } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";

/** A column of a list: its title, and what stands in it. */
export type ListColumn<Row> = readonly [title: string, cell: (row: Row) => unknown];

/** A table of the state API as commands. */
export interface StateCommands<Row> {
  readonly name: string;
  readonly description: string;
  readonly columns: ReadonlyArray<ListColumn<Row>>;
  readonly list: (cluster: RayCluster, options: TaskListOptions) => Promise<StateList<Row>>;
  /** All rows of one id. */
  readonly get: (cluster: RayCluster, id: string, options: CallOptions) => Promise<ReadonlyArray<Row>>;
}

interface ListFlags extends ConnectionFlags {
  readonly limit?: number;
  readonly filter?: ReadonlyArray<StateFilter>;
  readonly detail?: boolean;
  readonly includeDriver?: boolean;
}

/** Says on stderr what is missing from an answer. */
export const sayIncomplete = (notices: Notices, { incomplete }: Completeness): void => {
  for (const { message } of incomplete) notices.say(`not all: ${message}`);
};

/** Rows as a table for people. */
export const rowTable = <Row>(cli: Cli, columns: ReadonlyArray<ListColumn<Row>>, rows: ReadonlyArray<Row>): string => {
  const { stream } = cli.output;
  const cell = cellOf(cli.output);
  return plainTable(
    columns.map(([title]) => styleText("bold", title, { stream })),
    rows.map((row) => columns.map(([, value]) => cell(value(row)))),
  );
};

/** `jobwire ray NAME list` and `get`. */
export const stateCommands = <Row extends object>(cli: Cli, table: StateCommands<Row>): Command => {
  const list = rayCommand<ListFlags>(cli, "list", `list ${table.name}`, async ({ cluster, flags, notices, print }) => {
    const { limit, filter: filters, detail, includeDriver } = flags;
    const excludeDriver = includeDriver === true ? false : undefined;
    const rows = await table.list(cluster, { limit, filters, detail, excludeDriver, signal: cli.signal });
    await print(flags.json === true ? jsonLine(rows) : rowTable(cli, table.columns, rows.rows));
    sayIncomplete(notices, rows);
    return ExitCode.succeeded;
  })
    .option("--limit <rows>", "the most rows, 1 to 10000 (default: 100)", parseCount)
    .option("--filter <K=V>", "only rows where it holds; K!=V, too; repeatable", collectFilter)
    .option("--detail", "with --json: every field");
  if (table.name === "tasks") list.option("--include-driver", "also the tasks that drivers are");
  const get = rayCommand(cli, "get <id>", "show everything about one", async ({ cluster, flags, words, print }) => {
    const rows = await table.get(cluster, words[0] ?? "", { signal: cli.signal });
    const cell = cellOf(cli.output);
    const text = (row: Row): string =>
      plainTable(
        [],
        Object.entries(row)
          .map(([name, value]) => [name, cell(value)])
          .filter(([, value]) => value !== ""),
      );
    await print(flags.json === true ? jsonLine(rows.length === 1 ? rows[0] : rows) : rows.map(text).join("\n"));
    return ExitCode.succeeded;
  });
  return new Command(table.name).description(table.description).addCommand(list).addCommand(get);
};
