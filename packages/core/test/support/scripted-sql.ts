import type { SqlColumn } from "../../src/snowflake/sql.ts";
import type { ScriptedAnswer, SeenRequest } from "./scripted-adapter.ts";

/** A handle in Snowflake's form. */
export const handle = "019c9f28-0502-f257-0000-438300e0a02a";

/** The response for a running statement. */
export const running = (
  extra: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): ScriptedAnswer => ({
  status: 202,
  json: { code: "333334", message: "in progress", statementHandle: handle },
  ...extra,
});

/** The response for a finished statement: the rows of its first partition, and the row counts of all. */
export const done = (
  columns: ReadonlyArray<SqlColumn>,
  rows: ReadonlyArray<ReadonlyArray<string | null>>,
  counts: ReadonlyArray<number> = [rows.length],
): ScriptedAnswer => ({
  json: {
    code: "090001",
    sqlState: "00000",
    message: "Statement executed successfully.",
    statementHandle: handle,
    resultSetMetaData: {
      numRows: counts.reduce((sum, count) => sum + count, 0),
      format: "jsonv2",
      rowType: columns,
      partitionInfo: counts.map((rowCount) => ({ rowCount, uncompressedSize: 1 })),
    },
    data: rows,
  },
});

/** The response for a failed statement. */
export const failed = (message: string, code = "001003", sqlState = "42000"): ScriptedAnswer => ({
  status: 422,
  json: { code, sqlState, message, statementHandle: handle },
});

/** One text column and one cell. */
export const one = (text = "x"): ScriptedAnswer => done([{ name: "A", type: "text" }], [[text]]);

/** The kind of a request, in a word or two. */
export const kindOf = ({ method, url }: SeenRequest): string => {
  const partition = url.searchParams.get("partition");
  if (url.pathname.endsWith("/cancel")) return "cancel";
  if (method === "POST") return url.searchParams.get("retry") === "true" ? "resubmit" : "submit";
  return partition === null ? "poll" : `partition ${partition}`;
};
