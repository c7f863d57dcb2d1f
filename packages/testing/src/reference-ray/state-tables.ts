import type { Row } from "./state-filter.ts";
import type { StateTable } from "./state-table.ts";
import { STATE_SCHEMAS } from "./state-schema.ts";

/** Tables of the state API whose rows come from a test: no tasks or actors run here. */
export type GivenTable = "tasks" | "actors" | "workers" | "placement_groups" | "objects";

/** The columns that distinguish the rows of a table. */
const idColumns: Readonly<Record<GivenTable, readonly string[]>> = {
  tasks: ["task_id", "attempt_number"],
  actors: ["actor_id"],
  workers: ["worker_id"],
  placement_groups: ["placement_group_id"],
  objects: ["object_id", "pid"],
};

/** The rows that the caller passed. */
export class GivenRows {
  readonly #rows = new Map<GivenTable, Row[]>();

  add(table: GivenTable, row: Row): void {
    this.#rows.set(table, [...this.of(table), row]);
  }

  /** Replaces the row with the same ids, or adds the row. */
  set(table: GivenTable, row: Row): void {
    const isSame = (other: Row): boolean => idColumns[table].every((column) => other[column] === row[column]);
    this.#rows.set(table, [...this.of(table).filter((other) => !isSame(other)), row]);
  }

  of(table: GivenTable): readonly Row[] {
    return this.#rows.get(table) ?? [];
  }

  /** The table as a request sees it; `exclude_driver` hides driver tasks. */
  table(table: GivenTable, excludeDriver: boolean): StateTable {
    const rows = this.of(table).filter(({ type }) => !excludeDriver || type !== "DRIVER_TASK");
    return { rows, schema: STATE_SCHEMAS[table], explainsBadOptions: true };
  }
}
