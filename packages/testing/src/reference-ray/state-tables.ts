import type { Row } from "./state-filter.ts";
import type { StateTable } from "./state-table.ts";
import { STATE_SCHEMAS } from "./state-schema.ts";

/** Tables of the state API whose rows come from a test: no tasks or actors run here. */
export type GivenTable = "tasks" | "actors" | "workers" | "placement_groups" | "objects";

/** The rows that the caller passed. */
export class GivenRows {
  readonly #rows = new Map<GivenTable, Row[]>();

  add(table: GivenTable, row: Row): void {
    this.#rows.set(table, [...this.of(table), row]);
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
