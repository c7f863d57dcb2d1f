import { isRecord } from "../../is-record.ts";

/** The keys that may wrap a transaction or its id, in the order of the search. */
const wrappers = ["transaction", "txn", "job", "data", "result", "value", "payload"];
const idKeys = ["id", "txn_id", "ID", "TXN_ID"];

type Row = Readonly<Record<string, unknown>>;

const idText = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};

const ownId = (row: Row): string | undefined => idKeys.map((key) => idText(row[key])).find((id) => id !== undefined);

/**
 * The id in the response to a create: bare, or under one of its names, directly or inside of at most two wrappers. A text that
 * is not JSON is an id when it is one word. Undefined when the response has none.
 */
export const createdId = (text: string): string | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const word = text.trim();
    return /^[\w.:-]{1,200}$/.test(word) ? word : undefined;
  }
  if (!isRecord(value)) return idText(value);
  return idWithin(value, 2);
};

const idWithin = (row: Row, depth: number): string | undefined => {
  const own = ownId(row);
  if (own !== undefined || depth === 0) return own;
  for (const key of wrappers) {
    const inner = row[key];
    const id = isRecord(inner) ? idWithin(inner, depth - 1) : idText(inner);
    if (id !== undefined) return id;
  }
  return undefined;
};

/**
 * The row in the response to a get: the response itself when it has an id (it may also contain objects under `payload` or
 * `data`), otherwise the first object inside a wrapper. `none` when the response is empty, undefined when its shape is unknown.
 */
export const rowOf = (value: unknown): Row | "none" | undefined => {
  if (value === null) return "none";
  if (!isRecord(value)) return undefined;
  if (ownId(value) !== undefined) return value;
  const inner = wrappers.map((key) => value[key]).find((it) => isRecord(it) && Object.keys(it).length > 0);
  if (isRecord(inner)) return inner;
  return Object.values(value).every((it) => it === null || isRecord(it)) ? "none" : undefined;
};

const listKeys = ["jobs", "transactions", "Transactions", "txns", "items", "data"];

/**
 * The rows in the response to a list: bare, or under one of its names; an empty response has no rows. Undefined for any other
 * shape.
 */
export const rowsOf = (value: unknown): ReadonlyArray<Row> | undefined => {
  const named = isRecord(value)
    ? listKeys.map((key) => value[key]).find((it) => it !== undefined && it !== null)
    : value;
  if (isRecord(value) && named === undefined) {
    return Object.values(value).every((it) => it === null) ? [] : undefined;
  }
  if (!Array.isArray(named)) return undefined;
  // One entry that is not an object does not hide the others; a list without any object is not a list of jobs.
  if (named.length > 0 && !named.some(isRecord)) return undefined;
  return named.map((it) => (isRecord(it) ? it : { value: it }));
};
