/** A value in a statement. */
export type Argument =
  /** A `?` with its index, from 0. */
  | { readonly kind: "bind"; readonly index: number }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** `PARSE_JSON(…)`. */
  | { readonly kind: "json"; readonly of: Argument };

/** `app.schema.name`, folded; the app may itself have several parts, joined by dots. */
export interface QualifiedName {
  readonly app: string;
  readonly schema: string;
  readonly name: string;
}

/** `fold(column) IN (anyOf…)`; `=` is an `IN` of one. */
export interface Condition {
  readonly column: string;
  /** `LOWER(column)`, `UPPER(TRIM(column))`, or the column as it is. */
  readonly fold: "none" | "lower" | "upper-trim";
  readonly anyOf: readonly Argument[];
}

/** The statements this server understands. */
export type Statement =
  /** `CALL procedure(…)`. */
  | { readonly kind: "call"; readonly routine: QualifiedName; readonly args: readonly Argument[] }
  /** `SELECT function(…)`: one row of one cell. */
  | { readonly kind: "scalar"; readonly routine: QualifiedName; readonly args: readonly Argument[] }
  /** `SELECT * FROM TABLE(function(…))`. */
  | { readonly kind: "table"; readonly routine: QualifiedName; readonly args: readonly Argument[] }
  | {
      readonly kind: "select";
      readonly columns: readonly string[];
      readonly from: QualifiedName;
      readonly where: readonly Condition[];
      readonly orderBy: { readonly column: string; readonly descending: boolean } | undefined;
      readonly limit: Argument | undefined;
      readonly offset: Argument | undefined;
    };

/** A statement, and its number of `?`. */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly binds: number;
}
