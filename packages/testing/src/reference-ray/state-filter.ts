import type { SourceColumn, StateSchema } from "./state-schema.ts";

export type Row = Readonly<Record<string, unknown>>;

/** One filter of a request. */
export interface Filter {
  /** As sent: its case matters to the data source, not to the table. */
  readonly key: string;
  readonly predicate: "=" | "!=";
  readonly value: string;
}

/** A bad option: 400 in the usual envelope, but a bare 500 where Ray does not catch it. */
export class OptionError extends Error {}

/** The rows that pass the filters, and the counters of the table. */
export interface Filtered {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly truncated: number;
}

type Value = string | number | boolean;

/** Applies filters in Ray's order: the data source, the types of the columns, then row by row. Throws an OptionError. */
export function filtered(rows: readonly Row[], filters: readonly Filter[], schema: StateSchema): Filtered {
  const atSource = sourceRows(rows, filters, schema);
  const typed = filters.map((filter) => ({ ...filter, value: typedValue(filter, schema) }));
  const found = atSource.filter((row) => typed.every((filter) => matches(row, filter, schema)));
  const { counted } = schema;
  return {
    rows: found,
    total: counted === "none" ? atSource.length : rows.length,
    truncated: counted === "total-and-truncated" ? rows.length : atSource.length,
  };
}

function sourceRows(rows: readonly Row[], filters: readonly Filter[], schema: StateSchema): readonly Row[] {
  const { source, sourcePredicates } = schema;
  let left = rows;
  for (const { key, predicate, value } of filters) {
    const column = Object.hasOwn(source, key) ? source[key] : undefined;
    if (column === undefined || (predicate === "!=" && sourcePredicates === "=")) continue;
    if (column.only !== undefined && column.only !== value) continue;
    checkSource(column, value);
    left = left.filter((row) => sameAtSource(row[key], value, column) === (predicate === "="));
  }
  return left;
}

function checkSource({ idBytes, states }: SourceColumn, value: string): void {
  if (states !== undefined && !states.names.includes(value.toUpperCase()))
    throw new OptionError(`Invalid ${states.of} state for filtering: ${value.toUpperCase()}`);
  if (idBytes === undefined) return;
  if (value.length % 2 === 1) throw new OptionError("Odd-length string");
  if (!/^[0-9a-f]*$/i.test(value)) throw new OptionError("Non-hexadecimal digit found");
  if (value.length !== 2 * idBytes)
    throw new OptionError(`ID string needs to have length ${idBytes}, got ${value.length / 2}`);
}

/** A source treats a missing id as the one of all ones. */
function sameAtSource(cell: unknown, value: string, { idBytes }: SourceColumn): boolean {
  const known = cell ?? (idBytes === undefined ? undefined : "ff".repeat(idBytes));
  const text = typeof known === "string" ? known : JSON.stringify(known);
  return text?.toLowerCase() === value.toLowerCase();
}

/** Converts only a column whose name has the exact case. */
function typedValue({ key, value }: Filter, { integers, booleans }: StateSchema): Value {
  const bad = (type: string, advice: string): OptionError =>
    new OptionError(`Invalid filter \`--filter ${key} ${value}\` for a ${type} type column. Please provide ${advice}`);
  if (integers.includes(key)) {
    const number = pythonInt(value);
    if (number === undefined) throw bad("int", `an integer filter \`--filter ${key} [int]\``);
    return number;
  }
  if (!booleans.includes(key)) return value;
  const boolean = pythonBool(value);
  if (boolean !== undefined) return boolean;
  const forms = `\`--filter ${key} [True|true|1]\` for True or \`--filter ${key} [False|false|0]\` for False.`;
  throw bad("boolean", forms);
}

interface TypedFilter extends Omit<Filter, "value"> {
  readonly value: Value;
}

function matches(row: Row, { key, predicate, value }: TypedFilter, { filterable, absent }: StateSchema): boolean {
  const column = key.toLowerCase();
  if (!filterable.includes(column))
    throw new OptionError(
      `The given filter column ${column} is not supported. Enter filters with –-filter key=value or –-filter key!=value ` +
        `Supported filter columns: {${filterable.map((name) => `'${name}'`).join(", ")}}`,
    );
  const cell = row[column];
  if (cell === undefined || (cell === null && absent.includes(column))) return false;
  if (typeof cell === "string" && typeof value === "string")
    return (cell.toLowerCase() === value.toLowerCase()) === (predicate === "=");
  // `!=` does not convert a text to a number or a boolean, so it differs from every one of them.
  if (predicate === "!=") return cell !== value;
  return cell === (typeof value === "string" ? likeCell(cell, value) : value);
}

function likeCell(cell: unknown, value: string): Value {
  if (typeof cell === "boolean") return converted(value, pythonBool, "bool");
  return typeof cell === "number" && Number.isInteger(cell) ? converted(value, pythonInt, "int") : value;
}

function converted<Result>(value: string, read: (text: string) => Result | undefined, type: string): Result {
  const result = read(value);
  if (result !== undefined) return result;
  throw new OptionError(`Failed to convert a value ${value} of type <class 'str'> to <class '${type}'>`);
}

/** `int(text)` of Python, for decimal digits; undefined where it raises. */
export function pythonInt(text: string): number | undefined {
  return /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}

/** The texts that Ray reads as a boolean. */
export function pythonBool(text: string): boolean | undefined {
  if (["1", "true", "True"].includes(text)) return true;
  return ["0", "false", "False"].includes(text) ? false : undefined;
}
