import type { JobStore } from "../job-store.ts";
import type { Bound } from "./bindings.ts";
import { valueOf } from "./argument-value.ts";
import type { Cell, ResultSet } from "./result-set.ts";
import { badValue, noSuchColumn, noSuchObject } from "./sql-error.ts";
import type { Argument, Condition, Statement } from "./statement.ts";
import { type View, type ViewColumn, VIEWS, viewRows } from "./views.ts";

type Select = Extract<Statement, { readonly kind: "select" }>;
type Row = ReturnType<typeof viewRows>[number];

/** Checks a SELECT against its view and returns a function that runs it. Throws an SqlError for an unknown view or column. */
export function compileSelect(select: Select, bound: readonly Bound[]): (jobs: JobStore) => ResultSet {
  const { app, schema, name } = select.from;
  const view = schema === "API" ? VIEWS.get(name) : undefined;
  if (view === undefined) throw noSuchObject("Object", `${app}.${schema}.${name}`);
  const columns = select.columns.map((column) => ({ name: column, ...columnOf(view, column) }));
  const conditions = select.where.map((condition) => compileCondition(view, condition, bound));
  const orderBy = select.orderBy && { ...columnOf(view, select.orderBy.column), descending: select.orderBy.descending };
  const from = select.offset === undefined ? 0 : countOf(select.offset, bound);
  const to = select.limit === undefined ? undefined : from + countOf(select.limit, bound);

  return (jobs) => {
    let rows = viewRows(view, jobs).filter((row) => conditions.every((holds) => holds(row)));
    if (orderBy !== undefined) {
      const sign = orderBy.descending ? -1 : 1;
      rows = rows.toSorted((a, b) => sign * compare(orderBy.of(a.job, a.look), orderBy.of(b.job, b.look)));
    }
    return {
      columns: columns.map(({ name: column, type }) => ({ name: column, type })),
      rows: rows.slice(from, to).map(({ job, look }) => columns.map(({ of }) => of(job, look))),
    };
  };
}

function columnOf(view: View, name: string): ViewColumn {
  const column = view.columns.get(name);
  if (column === undefined) throw noSuchColumn(name);
  return column;
}

function compileCondition(view: View, condition: Condition, bound: readonly Bound[]): (row: Row) => boolean {
  const { of } = columnOf(view, condition.column);
  const wanted = new Set(condition.anyOf.map((argument) => valueOf(argument, bound)));
  return ({ job, look }) => wanted.has(folded(of(job, look), condition.fold));
}

function folded(cell: Cell, fold: Condition["fold"]): Cell {
  if (typeof cell !== "string" || fold === "none") return cell;
  return fold === "lower" ? cell.toLowerCase() : cell.trim().toUpperCase();
}

function countOf(argument: Argument, bound: readonly Bound[]): number {
  const value = valueOf(argument, bound);
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw badValue(String(value), "FIXED");
  return value;
}

function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  return a === null || (b !== null && a < b) ? -1 : 1;
}
