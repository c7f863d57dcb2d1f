import { gzipSync } from "node:zlib";
import type { HttpResponse } from "../../fault/response.ts";
import { json } from "../../fault/responses.ts";
import { columnMetadata, encodeRow, type ResultSet } from "./result-set.ts";
import type { SqlError } from "./sql-error.ts";
import type { StatementLook, SubmittedStatement } from "./submitted-statement.ts";

const base = "/api/v2/statements";

/** An error outside SQL, with a code if the documentation names one. */
export function refused(status: number, message: string, code?: string): HttpResponse {
  return json(code === undefined ? { message } : { code, message }, { status });
}

/** A 422. */
export function sqlFailure({ code, sqlState, message }: SqlError, statement?: SubmittedStatement): HttpResponse {
  const about = statement === undefined ? {} : { statementHandle: statement.handle, createdOn: statement.createdOn };
  return json({ code, sqlState, message, ...about }, { status: 422 });
}

/** The response to a submission or a poll, by the statement's state. */
export function statementResponse(
  statement: SubmittedStatement,
  look: StatementLook,
  partitionRows: number,
): HttpResponse {
  switch (look.kind) {
    case "running":
      return json(
        {
          ...statusOf(statement, "333334", "00000"),
          message:
            "Asynchronous execution in progress. Use provided query id to perform query monitoring and management.",
        },
        { status: look.status },
      );
    case "timed-out": {
      const message = `Statement reached its statement or warehouse timeout of ${look.seconds} second(s) and was canceled.`;
      return json({ ...statusOf(statement, "000630", "57014"), message }, { status: 408 });
    }
    case "failed":
      return sqlFailure(look.error, statement);
    case "done":
      return resultAnswer(statement, look.result, partitionRows);
  }
}

/** One partition alone: rows without metadata, gzipped if the client accepts it. Undefined when there is no such partition. */
export function partitionResponse(
  statement: SubmittedStatement,
  result: ResultSet,
  partition: number,
  partitionRows: number,
  gzip: boolean,
): HttpResponse | undefined {
  const { columns, rows } = result;
  const partitions = partitionCount(result, partitionRows);
  if (!(partition < partitions)) return undefined;
  const from = partition * partitionRows;
  const data = rows.slice(from, from + partitionRows).map((row) => encodeRow(columns, row));
  const plain = json({ data }, { headers: linksOf(statement, partition, partitions) });
  if (!gzip) return plain;
  return {
    ...plain,
    body: gzipSync(JSON.stringify({ data })),
    headers: { ...plain.headers, "content-encoding": "gzip" },
  };
}

/** An accepted cancellation. */
export function cancelResponse(statement: SubmittedStatement): HttpResponse {
  return json({ ...statusOf(statement, "000604", "57014"), message: "SQL execution canceled" });
}

function resultAnswer(statement: SubmittedStatement, result: ResultSet, partitionRows: number): HttpResponse {
  const { columns, rows } = result;
  const data = rows.map((row) => encodeRow(columns, row));
  const partitions = Array.from({ length: partitionCount(result, partitionRows) }, (_, index) =>
    data.slice(index * partitionRows, (index + 1) * partitionRows),
  );
  const body = {
    resultSetMetaData: {
      numRows: rows.length,
      format: "jsonv2",
      rowType: columns.map(columnMetadata),
      partitionInfo: partitions.map((part) => ({
        rowCount: part.length,
        uncompressedSize: JSON.stringify(part).length,
      })),
    },
    data: partitions[0] ?? [],
    ...statusOf(statement, "090001", "00000"),
    message: "Statement executed successfully.",
  };
  return json(body, partitions.length > 1 ? { headers: linksOf(statement, 0, partitions.length) } : {});
}

/** A result without rows has one partition, an empty one. */
function partitionCount({ rows }: ResultSet, partitionRows: number): number {
  return Math.max(1, Math.ceil(rows.length / partitionRows));
}

function linksOf({ handle }: SubmittedStatement, partition: number, partitions: number): { readonly link: string } {
  const to = (index: number, rel: string): string => `<${base}/${handle}?partition=${index}>;rel="${rel}"`;
  const links = [
    to(0, "first"),
    ...(partition > 0 ? [to(partition - 1, "prev")] : []),
    ...(partition + 1 < partitions ? [to(partition + 1, "next")] : []),
    to(partitions - 1, "last"),
  ];
  return { link: links.join(",") };
}

function statusOf(statement: SubmittedStatement, code: string, sqlState: string): Readonly<Record<string, unknown>> {
  return {
    code,
    sqlState,
    statementHandle: statement.handle,
    statementStatusUrl: `${base}/${statement.handle}`,
    createdOn: statement.createdOn,
  };
}
