import { type Exchange, IN_TROUBLE, sendJson, TextAnswer } from "./exchange.ts";

type Row = Readonly<Record<string, unknown>>;

/** A table of the state API. */
export interface StateTable {
  readonly rows: readonly Row[];
  /** Columns shown without `detail`, in order. */
  readonly columns: readonly string[];
  readonly filterable: readonly string[];
  readonly explainsBadOptions: boolean;
  /** Columns whose values are read as ids, and how many bytes those have: a malformed one is refused. */
  readonly ids?: Readonly<Record<string, number>>;
}

/** A bad option: 400 in the usual envelope, but a bare 500 where Ray forgot to catch it. */
class OptionError extends Error {}

/** Sends the rows in the envelope of the state API. `limit` does not show in any of the counters, as in Ray. */
export function sendTable(exchange: Exchange, table: StateTable): void {
  try {
    const { rows, filtered } = select(exchange.query, table);
    const counters = { total: table.rows.length, num_after_truncation: table.rows.length, num_filtered: filtered };
    sendState(exchange, 200, "", { ...counters, result: rows, partial_failure_warning: "", warnings: null });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    if (!table.explainsBadOptions) throw new TextAnswer(500, IN_TROUBLE);
    sendState(exchange, 400, error.message, null);
  }
}

/** `{result, msg, data: {result}}` with the given payload. */
export function sendState(exchange: Exchange, status: number, message: string, payload: unknown): void {
  sendJson(exchange.response, status, { result: status === 200, msg: message, data: { result: payload } });
}

function select(
  query: URLSearchParams,
  table: StateTable,
): { readonly rows: readonly Row[]; readonly filtered: number } {
  const limit = integer(query.get("limit") ?? "100");
  if (limit > 10_000)
    throw new OptionError(
      `Given limit ${limit} exceeds the supported limit 10000. Use a lower limit, or set the ` +
        "`RAY_MAX_LIMIT_FROM_API_SERVER` environment variable to a larger value.",
    );
  integer(query.get("timeout") ?? "30");
  const filters = filtersOf(query);
  const detail = boolean(query.get("detail") ?? "false");
  for (const { key, predicate, value } of filters) {
    const length = predicate === "=" ? table.ids?.[key.toLowerCase()] : undefined;
    if (length !== undefined && !/^(?:[0-9a-f]{2})*$/i.test(value))
      throw new OptionError("Non-hexadecimal digit found");
    if (length !== undefined && value.length !== 2 * length)
      throw new OptionError(`ID string needs to have length ${length}, got ${value.length >> 1}`);
  }
  const found = table.rows.filter((row) => filters.every((filter) => matches(row, filter, table.filterable)));
  if (limit < 0) throw new OptionError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  const shown = found.slice(0, limit).map((row) => (detail ? row : pick(row, table.columns)));
  return { rows: shown, filtered: found.length };
}

interface Filter {
  readonly key: string;
  readonly predicate: string;
  readonly value: string;
}

function filtersOf(query: URLSearchParams): readonly Filter[] {
  const keys = query.getAll("filter_keys");
  const predicates = query.getAll("filter_predicates");
  const values = query.getAll("filter_values");
  if (keys.length !== values.length) throw new TextAnswer(500, IN_TROUBLE);
  // Matched up by position and only as far as all three go: a filter without a predicate is silently ignored.
  const filters = keys.flatMap((key, at): readonly Filter[] => {
    const predicate = predicates[at];
    return predicate === undefined ? [] : [{ key, predicate, value: values[at] ?? "" }];
  });
  const wrong = filters.find(({ predicate }) => predicate !== "=" && predicate !== "!=");
  if (wrong === undefined) return filters;
  throw new OptionError(
    `1 validation error for ListApiOptions\n  Value error, Unsupported filter predicate ${wrong.predicate} is given. ` +
      "Available predicates: =, !=. [type=value_error, input_value=ArgsKwargs((), {'limit': ...'exclude_driver': True}), " +
      "input_type=ArgsKwargs]\n    For further information visit https://errors.pydantic.dev/2.14/v/value_error",
  );
}

function matches(row: Row, { key, predicate, value }: Filter, filterable: readonly string[]): boolean {
  const column = key.toLowerCase();
  if (!filterable.includes(column))
    throw new OptionError(
      `The given filter column ${column} is not supported. Enter filters with –-filter key=value or –-filter key!=value ` +
        `Supported filter columns: {${filterable.map((name) => `'${name}'`).join(", ")}}`,
    );
  const cell = row[column];
  const equal =
    typeof cell === "boolean"
      ? cell === boolean(value)
      : typeof cell === "number"
        ? cell === Number(value)
        : typeof cell === "string" && cell.toLowerCase() === value.toLowerCase();
  return (predicate === "=") === equal;
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function integer(text: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw new OptionError(`invalid literal for int() with base 10: '${text}'`);
}

function boolean(text: string): boolean {
  if (["1", "true", "True"].includes(text)) return true;
  if (["0", "false", "False"].includes(text)) return false;
  throw new OptionError(`Failed to convert a value ${text} of type <class 'str'> to <class 'bool'>`);
}
