import { maxShownDepth, jsonText } from "../../adapter-parts/json-text.ts";
import * as Effect from "effect/Effect";
import { checked } from "../../surface/checked.ts";
import { BadResponse, InvalidRequest, type JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { SnowflakeSql, SqlExecuteOptions, SqlResult, SqlRow } from "../../snowflake/sql.ts";
import type { CreateRequest, JobGateway } from "../gateway.ts";
import { createdWithoutId, jobNotFound } from "../job-errors.ts";
import { readArtifacts, readEvents, readProblems } from "../job-parts.ts";
import { readJobRow } from "../job-row.ts";
import { type ListQuery, matches, newestFirst } from "../list-query.ts";
import type { Discriminator } from "../reasoner-type.ts";
import { quoteAppName } from "./app-name.ts";
import { mapSqlError } from "./sql-error.ts";
import { type Statement, statementsOf } from "./statements.ts";
import { readTransactionPayload } from "./transaction-payload.ts";

/** Columns of a create's result that may contain the id. */
const idColumns = ["ID", "TXN_ID", "JOB_ID"];

/** The jobs of the app `appName`, over SQL. */
export const makeSqlGateway = (sql: SnowflakeSql, appName: string): JobGateway => {
  const statements = statementsOf(quoteAppName(appName));
  const at = (target: string): string => `${target} at ${sql.address}`;

  const run = (
    label: string,
    { text, bindings }: Statement,
    options?: SqlExecuteOptions,
  ): Effect.Effect<SqlResult, JobwireError> =>
    Effect.mapError(sql.execute(text, bindings, options), (error) => mapSqlError(label, error));

  /** The first cell of the first row; undefined when there is no row. */
  const cell = (label: string, statement: Statement): Effect.Effect<unknown, JobwireError> =>
    Effect.map(run(label, statement), ({ rows, columns }) => rows[0]?.[columns[0]?.name ?? ""]);

  const expectShape = <A>(label: string, value: A | undefined): Effect.Effect<A, JobwireError> =>
    value === undefined
      ? Effect.fail(
          new BadResponse({
            message: `${label}: the response has an unexpected shape. Check the version of the native app`,
            reason: "shape",
          }),
        )
      : Effect.succeed(value);

  const idIn = (label: string, rows: ReadonlyArray<SqlRow>): Effect.Effect<string, JobwireError> => {
    const id = idColumns
      .map((column) => rows[0]?.[column])
      .find((it) => typeof it === "string" || typeof it === "number");
    if (id !== undefined && id !== "") return Effect.succeed(String(id));
    return Effect.fail(createdWithoutId(label, excerpt(jsonText(rows[0] ?? null, maxShownDepth), 200)));
  };

  const createTransaction = (label: string, request: CreateRequest): Effect.Effect<SqlResult, JobwireError> =>
    Effect.gen(function* () {
      const payload = yield* checked(() => readTransactionPayload(request.payload, request.timeoutMins));
      const whole = statements.createTransaction(request.name, payload, request.abortDetached);
      return yield* run(label, whole, { effect: "write" }).pipe(
        Effect.catchIf(
          // The procedure of an older app lacks the last argument. Dropping it matters only when it is true.
          (error) => takesFewerArguments(error) && !request.abortDetached,
          () => run(label, statements.createTransaction(request.name, payload, undefined), { effect: "write" }),
        ),
      );
    });

  const list = (types: ReadonlyArray<Discriminator>, query: ListQuery) => {
    const jobTypes = types.filter((type) => type !== "LOGIC");
    // A single statement can skip its own newest rows; with several, each must return as many rows as all together may.
    const single = types.length === 1;
    const asked: ListQuery =
      single || query.limit === undefined ? query : { ...query, limit: query.limit + query.offset, offset: 0 };
    const label = at("list of jobs");
    const read = (statement: Statement, type: Discriminator | undefined) =>
      Effect.map(run(label, statement), ({ rows }) => rows.map((row) => readJobRow(row, type)));
    return Effect.map(
      Effect.all(
        [
          types.includes("LOGIC") ? read(statements.listTransactions(asked), "LOGIC") : Effect.succeed([]),
          jobTypes.length > 0
            ? read(statements.listJobs(jobTypes, asked), jobTypes.length === 1 ? jobTypes[0] : undefined)
            : Effect.succeed([]),
        ],
        { concurrency: 2 },
      ),
      (families) => ({
        rows: newestFirst(families.flat().filter((row) => matches(query, types, row))),
        skipped: single && query.limit !== undefined,
      }),
    );
  };

  const progressOnly = (stream: string): Effect.Effect<void, JobwireError> =>
    stream === "progress"
      ? Effect.void
      : Effect.fail(
          new InvalidRequest({
            message: `SQL has only the event stream "progress", not "${excerpt(stream, 60)}". Use Direct Access for other streams`,
            reason: "local",
          }),
        );

  return {
    backend: "sql",
    address: sql.address,
    get: (type, id) => {
      const label = at(`job ${id}`);
      const statement = type === "LOGIC" ? statements.getTransaction(id) : statements.getJob(type, id);
      return Effect.flatMap(run(label, statement), ({ rows }) => {
        const row = rows[0];
        return row === undefined ? Effect.fail(jobNotFound(label)) : Effect.succeed(readJobRow(row, type, id));
      });
    },
    list,
    create: (request) => {
      const label = at(`create of a job of ${request.name}`);
      const created =
        request.type === "LOGIC"
          ? createTransaction(label, request)
          : run(label, statements.createJob(request), { effect: "write" });
      return Effect.flatMap(created, ({ rows }) => idIn(label, rows));
    },
    events: (type, id, stream, token) => {
      const label = at(`events of job ${id}`);
      const statement =
        // The Python client treats "0" as an empty token here, and an app may depend on it.
        type === "LOGIC"
          ? statements.transactionEvents(id, token === "0" ? "" : token)
          : statements.jobEvents(type, id, token);
      return Effect.andThen(
        progressOnly(stream),
        Effect.flatMap(cell(label, statement), (value) => expectShape(label, readEvents(value))),
      );
    },
    // Runs as a read: a second cancel changes nothing, so its caller repeats it, and the error of a lost write would be about a
    // create.
    cancel: (type, id, allUsers) =>
      Effect.asVoid(
        run(
          at(`cancel of job ${id}`),
          type === "LOGIC" ? statements.cancelTransaction(id, allUsers) : statements.cancelJob(type, id),
        ),
      ),
    artifacts: (id) => {
      const label = at(`artifacts of job ${id}`);
      return Effect.flatMap(run(label, statements.artifacts(id)), ({ rows }) =>
        expectShape(label, readArtifacts(rows)),
      );
    },
    problems: (id) => {
      const label = at(`problems of job ${id}`);
      return Effect.flatMap(run(label, statements.problems(id)), ({ rows }) => expectShape(label, readProblems(rows)));
    },
  };
};

/** True when a procedure refuses a call with one argument too many. */
const takesFewerArguments = (error: JobwireError): boolean => {
  const text = (error.serverText ?? error.message).toLowerCase();
  return error._tag === "InvalidRequest" && text.includes("exec_async_v2") && text.includes("argument");
};
