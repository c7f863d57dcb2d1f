import { isRow } from "../job-row.ts";

/** Where a transaction or its id may be found inside an answer, in the order in which they are tried. */
const wrappers = ["transaction", "txn", "job", "data", "result", "value", "payload"];
const idKeys = ["id", "txn_id", "ID", "TXN_ID"];

type Row = Readonly<Record<string, unknown>>;

const idText = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};

const ownId = (row: Row): string | undefined => idKeys.map((key) => idText(row[key])).find((id) => id !== undefined);

/**
 * The id in the answer to a create: bare, or under one of its names, itself or inside one of the wrappers (twice at most). A
 * text that is no JSON is an id when it is one word. Undefined when there is none.
 */
export const createdId = (text: string): string | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const word = text.trim();
    return /^[\w.:-]{1,200}$/.test(word) ? word : undefined;
  }
  if (!isRow(value)) return idText(value);
  return idWithin(value, 2);
};

const idWithin = (row: Row, depth: number): string | undefined => {
  const own = ownId(row);
  if (own !== undefined || depth === 0) return own;
  for (const key of wrappers) {
    const inner = row[key];
    const id = isRow(inner) ? idWithin(inner, depth - 1) : idText(inner);
    if (id !== undefined) return id;
  }
  return undefined;
};

/**
 * The row in the answer to a get: the answer itself when it has an id (it may hold objects under `payload` or `data` too), else
 * the first object inside a wrapper. `none` when the answer holds nothing, undefined when it makes no sense.
 */
export const rowOf = (value: unknown): Row | "none" | undefined => {
  if (value === null) return "none";
  if (!isRow(value)) return undefined;
  if (ownId(value) !== undefined) return value;
  const inner = wrappers.map((key) => value[key]).find((it) => isRow(it) && Object.keys(it).length > 0);
  if (isRow(inner)) return inner;
  return Object.values(value).every((it) => it === null || isRow(it)) ? "none" : undefined;
};

const listKeys = ["jobs", "transactions", "Transactions", "txns", "items", "data"];

/** The rows in the answer to a list: bare, or under one of its names; nothing at all is no rows. Undefined for anything else. */
export const rowsOf = (value: unknown): ReadonlyArray<Row> | undefined => {
  const named = isRow(value) ? listKeys.map((key) => value[key]).find((it) => it !== undefined && it !== null) : value;
  if (isRow(value) && named === undefined) {
    return Object.values(value).every((it) => it === null) ? [] : undefined;
  }
  if (!Array.isArray(named)) return undefined;
  // What is no object does not hide the others; a list of nothing else is none of jobs.
  if (named.length > 0 && !named.some(isRow)) return undefined;
  return named.map((it) => (isRow(it) ? it : { value: it }));
};
