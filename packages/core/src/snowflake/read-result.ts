import * as Effect from "effect/Effect";
import { checked } from "../surface/checked.ts";
import { BadResponse, type JobwireError } from "../errors.ts";
import { retrying, type RetryPolicy } from "../retry/retrying.ts";
import { decodePartition, decodeResultSet, decodeRows, wrongShape } from "./result-set.ts";
import type { SqlColumn, SqlResult, SqlRow } from "./sql.ts";
import type { StatementApi } from "./statement-api.ts";

/** The client requests this many partitions at a time, and joins them in order. */
const concurrency = 4;
/** Snowflake's partitions hold about 10 MB each: a result with more of them exceeds {@link maxUnits}. */
const maxPartitions = 1000;
/** The limit of one result's JSON in UTF-16 units: about half a gigabyte of memory at worst. */
const maxUnits = 256 * 1024 * 1024;
const maxColumns = 10_000;

/** The server's code for a result that is incomplete. */
const incompleteCode = "391908";

const tooLarge = (label: string, what: string): BadResponse =>
  new BadResponse({
    message: `${label}: the result has ${what}, so reading stopped. Select fewer rows or columns`,
    reason: "too-large",
    statusCode: 200,
  });

/**
 * Reads the whole result of a finished statement: the first partition from the given text, the others by further requests, all
 * in order. Fails with `BadResponse`: reason `shape` when counts or cells differ from the metadata, `incomplete` when the
 * server omitted rows, `too-large` over 1,000 partitions or 256 MiB.
 */
export const readResult = (
  api: StatementApi,
  policy: RetryPolicy,
  label: string,
  text: string,
): Effect.Effect<SqlResult, JobwireError> =>
  Effect.gen(function* () {
    const first = yield* decodeResultSet(label, text);
    const { numRows, rowType, partitionInfo = [] } = first.resultSetMetaData;
    const counts = partitionInfo.length === 0 ? [numRows] : partitionInfo.map(({ rowCount }) => rowCount);
    if (first.code === incompleteCode) {
      return yield* Effect.fail(
        new BadResponse({
          message: `${label}: the server reports that the result is too large and incomplete. Select fewer rows or columns`,
          reason: "incomplete",
          statusCode: 200,
        }),
      );
    }
    if (counts.length > maxPartitions) return yield* Effect.fail(tooLarge(label, `${counts.length} partitions`));
    if (rowType.length > maxColumns) return yield* Effect.fail(tooLarge(label, `${rowType.length} columns`));
    if (counts.reduce((sum, rows) => sum + rows, 0) !== numRows) {
      return yield* Effect.fail(wrongShape(label, `the partitions do not add up to the ${numRows} rows of the result`));
    }
    const columns: ReadonlyArray<SqlColumn> = rowType.map(({ name, type }) => ({
      name: name.toUpperCase(),
      type: type.toLowerCase(),
    }));

    const rowsOf = (
      from: string,
      data: ReadonlyArray<unknown>,
      index: number,
    ): Effect.Effect<ReadonlyArray<SqlRow>, JobwireError> => {
      if (data.length === counts[index]) return checked(() => decodeRows(from, columns, data));
      return Effect.fail(
        wrongShape(from, `partition ${index} has ${data.length} rows, but the metadata announced ${counts[index]}`),
      );
    };

    let units = text.length;
    const further = (index: number): Effect.Effect<ReadonlyArray<SqlRow>, JobwireError> => {
      const from = `partition ${index} of ${label}`;
      return api.partition(first.statementHandle, index).pipe(
        retrying(policy),
        Effect.flatMap((answer) => {
          units += answer.text.length;
          if (units > maxUnits) return Effect.fail(tooLarge(label, `more than ${maxUnits} characters`));
          return decodePartition(from, answer.text);
        }),
        Effect.flatMap((data) => rowsOf(from, data, index)),
      );
    };

    const rows = yield* rowsOf(label, first.data, 0);
    if (counts.length === 1) return { columns, rows };
    const rest = yield* Effect.forEach(counts.slice(1), (_, index) => further(index + 1), { concurrency });
    return { columns, rows: [rows, ...rest].flat() };
  });
