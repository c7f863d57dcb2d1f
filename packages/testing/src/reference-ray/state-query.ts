import { type Exchange, sendJson } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { type Filter, filtered, type Filtered, OptionError, pythonBool, pythonInt, type Row } from "./state-filter.ts";
import type { StateSchema } from "./state-schema.ts";
import type { StateTable } from "./state-table.ts";

/** Sends the rows in the envelope of the state API. `limit` does not affect any counter, as in Ray. */
export function sendTable(exchange: Exchange, table: StateTable): void {
  try {
    const { found, rows } = select(exchange.query, table);
    sendState(exchange, 200, "", { ...counters(found), result: rows, partial_failure_warning: "", warnings: null });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    if (!table.explainsBadOptions) throw new TextAnswer(500, IN_TROUBLE);
    sendState(exchange, 400, error.message, null);
  }
}

/** The rows that a summary counts. Ray explains no bad option of a summary. */
export function summarised(query: URLSearchParams, rows: readonly Row[], schema: StateSchema): Filtered {
  try {
    integer(query.get("timeout") ?? "30");
    return filtered(rows, filtersOf(query), schema);
  } catch (error) {
    if (error instanceof OptionError) throw new TextAnswer(500, IN_TROUBLE);
    throw error;
  }
}

/** The three counters of every response. */
export function counters({ rows, total, truncated }: Filtered): Readonly<Record<string, number>> {
  return { total, num_after_truncation: truncated, num_filtered: rows.length };
}

/** `{result, msg, data: {result}}` with the given payload. */
export function sendState(exchange: Exchange, status: number, message: string, payload: unknown): void {
  sendJson(exchange.response, status, { result: status === 200, msg: message, data: { result: payload } });
}

function select(
  query: URLSearchParams,
  { rows, schema }: StateTable,
): { readonly found: Filtered; readonly rows: readonly Row[] } {
  const limit = integer(query.get("limit") ?? "100");
  if (limit > 10_000)
    throw new OptionError(
      `Given limit ${limit} exceeds the supported limit 10000. Use a lower limit, or set the ` +
        "`RAY_MAX_LIMIT_FROM_API_SERVER` environment variable to a larger value.",
    );
  integer(query.get("timeout") ?? "30");
  const filters = filtersOf(query);
  const detail = boolean(query.get("detail") ?? "false");
  const found = filtered(rows, filters, schema);
  if (limit < 0) throw new OptionError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  const shown = found.rows.slice(0, limit).map((row) => (detail ? row : pick(row, schema.columns)));
  return { found, rows: shown };
}

function filtersOf(query: URLSearchParams): readonly Filter[] {
  const keys = query.getAll("filter_keys");
  const predicates = query.getAll("filter_predicates");
  const values = query.getAll("filter_values");
  if (keys.length !== values.length) throw new TextAnswer(500, IN_TROUBLE);
  // Matched by position, only as far as all three lists go: a filter without a predicate is silently ignored.
  return keys.slice(0, predicates.length).map((key, at) => {
    const predicate = predicates[at] ?? "";
    if (predicate === "=" || predicate === "!=") return { key, predicate, value: values[at] ?? "" };
    throw new OptionError(
      `1 validation error for ListApiOptions\n  Value error, Unsupported filter predicate ${predicate} is given. ` +
        "Available predicates: =, !=. [type=value_error, input_value=ArgsKwargs((), {'limit': ...'exclude_driver': True}), " +
        "input_type=ArgsKwargs]\n    For further information visit https://errors.pydantic.dev/2.14/v/value_error",
    );
  });
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function integer(text: string): number {
  const value = pythonInt(text);
  if (value === undefined) throw new OptionError(`invalid literal for int() with base 10: '${text}'`);
  return value;
}

function boolean(text: string): boolean {
  const value = pythonBool(text);
  if (value === undefined)
    throw new OptionError(`Failed to convert a value ${text} of type <class 'str'> to <class 'bool'>`);
  return value;
}
