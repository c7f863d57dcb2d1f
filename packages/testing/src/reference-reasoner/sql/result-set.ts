/** The encoding of a column: see the SQL REST API's table of types. Every cell of a response is text or null. */
export type ColumnType = "fixed" | "text" | "boolean" | "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" | "variant";

export interface Column {
  /** In upper case. */
  readonly name: string;
  readonly type: ColumnType;
}

/** Timestamps are milliseconds since the epoch, variants JSON text. */
export type Cell = string | number | boolean | null;

/** A whole result before encoding and partitioning. */
export interface ResultSet {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The cells of one row as they are sent. */
export function encodeRow(columns: readonly Column[], row: readonly Cell[]): readonly (string | null)[] {
  return columns.map(({ type }, index) => encodeCell(type, row[index] ?? null));
}

function encodeCell(type: ColumnType, cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === "number" && type.startsWith("timestamp_"))
    return type === "timestamp_tz" ? `${seconds(cell)} 1440` : seconds(cell);
  return String(cell);
}

/** Seconds with nine decimals; a time before 1970 has its sign before the whole number. */
function seconds(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  const sign = milliseconds < 0 ? "-" : "";
  return `${sign}${Math.floor(size / 1000)}.${String(size % 1000).padStart(3, "0")}000000`;
}

/** A column's entry in `rowType`. */
export function columnMetadata({ name, type }: Column): Readonly<Record<string, unknown>> {
  const timestamp = type.startsWith("timestamp_");
  return {
    name,
    type,
    nullable: true,
    length: type === "text" ? 16_777_216 : null,
    byteLength: type === "text" ? 16_777_216 : null,
    precision: type === "fixed" ? 38 : timestamp ? 0 : null,
    scale: type === "fixed" ? 0 : timestamp ? 9 : null,
    collation: null,
    database: "",
    schema: "",
    table: "",
  };
}
