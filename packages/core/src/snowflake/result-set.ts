import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import { BadResponse } from "../errors.ts";
import type { ResultSet } from "../generated/snowflake-sql-api.ts";
import { decodeShape } from "../http/decode-shape.ts";
import { excerpt } from "../http/visible-text.ts";
import type { SqlColumn, SqlRow, SqlValue } from "./sql.ts";
import { decodeCell } from "./sql-value.ts";

const count = Shape.Count;

/** Cells are checked one by one when they are decoded: there may be millions. */
const rows = Shape.Array(Shape.Unknown);

const WireResultSet = Shape.Struct({
  statementHandle: Shape.String,
  code: Shape.optionalKey(Shape.String),
  resultSetMetaData: Shape.Struct({
    numRows: count,
    rowType: Shape.Array(Shape.Struct({ name: Shape.String, type: Shape.String })),
    // Documented as always present; a result in one piece works without it.
    partitionInfo: Shape.optionalKey(Shape.Array(Shape.Struct({ rowCount: count }))),
  }),
  data: rows,
});

/** Fails to compile when the specification allows something that the schema would refuse. */
const accepts = (result: ResultSet): typeof WireResultSet.Encoded => result;
void accepts;

/** The response for a finished statement, with the fields that the client reads. */
export interface WireResult {
  readonly statementHandle: string;
  readonly code?: string;
  readonly resultSetMetaData: {
    readonly numRows: number;
    readonly rowType: ReadonlyArray<SqlColumn>;
    readonly partitionInfo?: ReadonlyArray<{ readonly rowCount: number }>;
  };
  /** The undecoded rows. */
  readonly data: ReadonlyArray<unknown>;
}

const readResultSet = decodeShape(WireResultSet);
const readPartition = decodeShape(Shape.Struct({ data: rows }));
const readStatus = decodeShape(Shape.Struct({ statementHandle: Shape.String }));

/** Reads the response for a finished statement. */
export const decodeResultSet = (label: string, text: string): Effect.Effect<WireResult, BadResponse> =>
  readResultSet(label, text);

/** Reads one further partition and returns its rows. */
export const decodePartition = (label: string, text: string): Effect.Effect<ReadonlyArray<unknown>, BadResponse> =>
  Effect.map(readPartition(label, text), ({ data }) => data);

/** Reads the response for a statement that is still running and returns its handle. */
export const decodeStatus = (label: string, text: string): Effect.Effect<string, BadResponse> =>
  Effect.map(readStatus(label, text), ({ statementHandle }) => statementHandle);

/** The error for a response that contradicts its metadata. */
export const wrongShape = (label: string, what: string): BadResponse =>
  new BadResponse({ message: `${label}: ${what}`, reason: "shape", statusCode: 200 });

const cellOf = (label: string, column: SqlColumn, cell: unknown): SqlValue => {
  if (cell === null) return null;
  const value = typeof cell === "string" ? decodeCell(column.type, cell) : undefined;
  if (value !== undefined) return value;
  const shown = typeof cell === "string" ? `"${excerpt(cell, 80)}"` : typeof cell;
  throw wrongShape(
    label,
    `column ${excerpt(column.name, 80)} contains ${shown}, which is not a valid ${excerpt(column.type, 40)}`,
  );
};

/**
 * Rows by column name. Throws `BadResponse` (reason `shape`) for a row of another length and for a cell that does not fit its
 * type.
 */
export const decodeRows = (
  label: string,
  columns: ReadonlyArray<SqlColumn>,
  data: ReadonlyArray<unknown>,
): ReadonlyArray<SqlRow> =>
  data.map((row) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw wrongShape(label, `a row does not have the ${columns.length} cells of its columns`);
    }
    const values: Record<string, SqlValue> = {};
    for (const [index, column] of columns.entries()) values[column.name] = cellOf(label, column, row[index]);
    return values;
  });
