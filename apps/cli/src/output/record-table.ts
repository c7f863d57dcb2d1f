import { cellOf } from "./cells.ts";
import { plainTable } from "./plain-table.ts";
import { titledTable } from "./titled-table.ts";
import type { Output } from "./stdout.ts";

/** An object with fields of another system: one line for each name and value. */
export const recordTable = (record: Readonly<Record<string, unknown>>, output: Output): string => {
  const cell = cellOf(output);
  const rows = Object.entries(record).map(([name, value]) => [cell(name), cell(value)]);
  return plainTable(rows.filter(([, value]) => value !== ""));
};

/** Objects of one kind as a table. A column has a title and shows the first of its fields that the object has. */
export const recordsTable = (
  records: ReadonlyArray<Readonly<Record<string, unknown>>>,
  columns: ReadonlyArray<readonly [title: string, fields: ReadonlyArray<string>]>,
  output: Output,
): string => {
  const cell = cellOf(output);
  const valueIn = (record: Readonly<Record<string, unknown>>, fields: ReadonlyArray<string>): unknown =>
    fields.map((field) => record[field]).find((value) => value !== undefined && value !== null);
  return titledTable(
    columns.map(([title]) => title),
    records.map((record) => columns.map(([, fields]) => cell(valueIn(record, fields)))),
    output.stream,
  );
};
