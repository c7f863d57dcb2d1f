import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { StateQuery } from "./state-table.ts";
import type { StateFilter, TaskListOptions } from "./types.ts";
import { filterColumn } from "./filter-column.ts";

/** Ray returns at most this many rows in one response, and responds 400 to a higher limit. It has no cursor. */
export const maxRows = 10_000;

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

const isValue = (value: unknown): value is StateFilter["value"] =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));

/**
 * The filters on the wire, with the caller's column names (see {@link filterColumn}). Each has its predicate, because Ray 2.60
 * silently ignores a filter without one. Throws `InvalidRequest` (reason `local`).
 */
export const filterQuery = (
  filters: ReadonlyArray<StateFilter> | undefined,
): Pick<StateQuery, "filter_keys" | "filter_predicates" | "filter_values"> => {
  if (filters === undefined || filters.length === 0) return {};
  const checked = filters.map((filter) => {
    const { key, predicate = "=", value } = filter;
    if (typeof key !== "string" || key === "") {
      throw invalid("a filter has no key. Set its key to the column that it applies to");
    }
    const name = excerpt(key, 60);
    if (predicate !== "=" && predicate !== "!=") throw invalid(`filter on ${name}: the predicate must be = or !=`);
    if (!isValue(value)) throw invalid(`filter on ${name}: the value must be a string, a number or a boolean`);
    return { key, predicate, value: String(value) };
  });
  return {
    filter_keys: checked.map(({ key }) => key),
    filter_predicates: checked.map(({ predicate }) => predicate),
    filter_values: checked.map(({ value }) => value),
  };
};

/** The query with the columns of its filters in Ray's spelling. Throws `InvalidRequest` (reason `local`). */
export const withWireColumns = <Query extends Pick<StateQuery, "filter_keys">>(
  label: string,
  columns: ReadonlyArray<string>,
  query: Query,
): Query => {
  if (query.filter_keys === undefined) return query;
  return { ...query, filter_keys: query.filter_keys.map((key) => filterColumn(label, columns, key)) };
};

/** The query of a list. Throws `InvalidRequest` (reason `local`) for options to which Ray would respond with 400 or 500. */
export const stateQuery = (options: Omit<TaskListOptions, "signal" | "timeoutMs"> = {}): StateQuery => {
  const { limit = 100, detail, excludeDriver, filters } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxRows) {
    throw invalid(`limit must be a whole number from 1 to ${maxRows}`);
  }
  return {
    limit,
    ...(detail === true ? { detail } : {}),
    ...(excludeDriver === false ? { exclude_driver: false } : {}),
    ...filterQuery(filters),
  };
};
