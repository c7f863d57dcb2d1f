import { Effect, Schema } from "effect";
import { BadResponse } from "../errors.ts";
import type { ResultSet } from "../generated/snowflake-sql-api.ts";
import { decodeJson } from "../http/decode-json.ts";
import { excerpt } from "../http/visible-text.ts";
import type { SqlColumn, SqlRow, SqlValue } from "./sql.ts";
import { decodeCell } from "./sql-value.ts";

const count = Schema.Number.pipe(Schema.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)));

/** Cells are looked at when they are decoded: there may be millions. */
const rows = Schema.Array(Schema.Unknown);

const WireResultSet = Schema.Struct({
  statementHandle: Schema.String,
  code: Schema.optionalKey(Schema.String),
  resultSetMetaData: Schema.Struct({
    numRows: count,
    rowType: Schema.Array(Schema.Struct({ name: Schema.String, type: Schema.String })),
    // Always there as documented; a result that comes in one piece can do without.
    partitionInfo: Schema.optionalKey(Schema.Array(Schema.Struct({ rowCount: count }))),
  }),
  data: rows,
});

/** Fails to compile when the specification says something that the schema would refuse. */
const accepts = (result: ResultSet): typeof WireResultSet.Encoded => result;
void accepts;

/** A finished statement's answer, as far as it is read. */
export interface WireResult {
  readonly statementHandle: string;
  readonly code?: string;
  readonly resultSetMetaData: {
    readonly numRows: number;
    readonly rowType: ReadonlyArray<SqlColumn>;
    readonly partitionInfo?: ReadonlyArray<{ readonly rowCount: number }>;
  };
  /** Rows, not looked at yet. */
  readonly data: ReadonlyArray<unknown>;
}

const readResultSet = decodeJson(WireResultSet);
const readPartition = decodeJson(Schema.Struct({ data: rows }));
const readStatus = decodeJson(Schema.Struct({ statementHandle: Schema.String }));

/** Reads a finished statement's answer. */
export const decodeResultSet = (label: string, text: string): Effect.Effect<WireResult, BadResponse> =>
  readResultSet(label, text);

/** Reads one further partition; gives its rows. */
export const decodePartition = (label: string, text: string): Effect.Effect<ReadonlyArray<unknown>, BadResponse> =>
  Effect.map(readPartition(label, text), ({ data }) => data);

/** Reads the answer about a statement that still runs; gives its handle. */
export const decodeStatus = (label: string, text: string): Effect.Effect<string, BadResponse> =>
  Effect.map(readStatus(label, text), ({ statementHandle }) => statementHandle);

/** The error for an answer whose shape is not what its metadata says. */
export const wrongShape = (label: string, what: string): BadResponse =>
  new BadResponse({ message: `${label}: ${what}`, reason: "shape", statusCode: 200 });

const cellOf = (label: string, column: SqlColumn, cell: unknown): SqlValue => {
  if (cell === null) return null;
  const value = typeof cell === "string" ? decodeCell(column.type, cell) : undefined;
  if (value !== undefined) return value;
  const shown = typeof cell === "string" ? `"${excerpt(cell, 80)}"` : typeof cell;
  throw wrongShape(label, `column ${excerpt(column.name, 80)} holds ${shown}, which is no ${excerpt(column.type, 40)}`);
};

/** Rows by column name. Throws `BadResponse` (reason `shape`) for a row of another length and for a cell that is not of its type. */
export const decodeRows = (
  label: string,
  columns: ReadonlyArray<SqlColumn>,
  data: ReadonlyArray<unknown>,
): ReadonlyArray<SqlRow> =>
  data.map((row) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw wrongShape(label, `a row has not the ${columns.length} cells of its columns`);
    }
    const values: Record<string, SqlValue> = {};
    for (const [index, column] of columns.entries()) values[column.name] = cellOf(label, column, row[index]);
    return values;
  });
