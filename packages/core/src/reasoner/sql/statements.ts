import type { SqlBinding } from "../../snowflake/sql.ts";
import type { CreateRequest } from "../gateway.ts";
import type { ListQuery } from "../list-query.ts";
import type { Discriminator } from "../reasoner-type.ts";
import type { TransactionPayload } from "./transaction-payload.ts";

/** A statement and the values for its question marks. */
export interface Statement {
  readonly text: string;
  readonly bindings: ReadonlyArray<SqlBinding>;
}

const statement = (text: string, ...bindings: ReadonlyArray<SqlBinding>): Statement => ({ text, bindings });

const jobColumns =
  "ID, REASONER_TYPE, REASONER_NAME, STATE, CREATED_BY, CREATED_ON, FINISHED_AT, DURATION, PAYLOAD, TIMEOUT_MS, ABORT_REASON";
const transactionColumns =
  "id, database_name, engine_name, state, abort_reason, read_only, created_by, created_on, finished_at, duration";

/** Both spellings of a type in the jobs view. */
const spellings: Readonly<Record<Discriminator, ReadonlyArray<string>>> = {
  LOGIC: [],
  ML: ["ML", "PREDICTIVE"],
  SOLVER: ["SOLVER", "PRESCRIPTIVE"],
};

/** The columns of a view, and its condition for jobs that have not ended. */
interface View {
  readonly id: string;
  readonly state: string;
  readonly active: string;
  readonly name: string;
  readonly createdBy: string;
}

const jobView: View = {
  id: "ID",
  state: "STATE",
  active: "STATE in ('CREATED', 'PENDING', 'RUNNING')",
  name: "REASONER_NAME",
  createdBy: "CREATED_BY",
};
const transactionView: View = {
  id: "id",
  state: "state",
  active: "state in ('CREATED', 'RUNNING', 'PENDING')",
  name: "engine_name",
  createdBy: "created_by",
};

/** A condition and the values for its question marks. */
type Condition = readonly [text: string, bindings: ReadonlyArray<SqlBinding>];

const filters = (view: View, query: ListQuery): ReadonlyArray<Condition> => {
  const equal = (left: string, right: string | undefined): ReadonlyArray<Condition> =>
    right === undefined ? [] : [[`${left} = ?`, [right]]];
  return [
    ...equal(view.id, query.id),
    ...equal(view.state, query.state),
    ...(query.onlyActive ? [[view.active, []] as const] : []),
    ...equal(`LOWER(${view.name})`, query.name),
    ...equal(`LOWER(${view.createdBy})`, query.createdBy),
  ];
};

const select = (
  columns: string,
  from: string,
  conditions: ReadonlyArray<Condition>,
  end: string,
  ...last: ReadonlyArray<SqlBinding>
): Statement => {
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.map(([text]) => text).join(" AND ")}`;
  return {
    text: `SELECT ${columns} FROM ${from}${where} ${end}`,
    bindings: [...conditions.flatMap(([, bindings]) => bindings), ...last],
  };
};

/**
 * The statements of the app (its name in the form of `quoteAppName`), as the Python client sends them, without the final
 * semicolon. States are bound in upper case, so that both backends ignore their case.
 */
export const statementsOf = (app: string) => ({
  endpoint: (): Statement => statement(`CALL ${app}.app.service_endpoint(TRUE)`),

  getJob: (type: Discriminator, id: string): Statement => statement(`call ${app}.api.GET_JOB(?, ?)`, type, id),

  createJob: ({ type, name, payload, timeoutMins }: CreateRequest): Statement => {
    const json = JSON.stringify(payload);
    return timeoutMins === undefined
      ? statement(`call ${app}.api.EXEC_JOB_ASYNC(?, ?, ?)`, type, name, json)
      : statement(`call ${app}.api.EXEC_JOB_ASYNC(?, ?, ?, null, ?)`, type, name, json, timeoutMins);
  },

  /** Lists one type or both; applies the query's offset only together with a limit. */
  listJobs: (types: ReadonlyArray<Discriminator>, query: ListQuery): Statement => {
    const words = types.flatMap((type) => spellings[type]);
    const ofTypes: Condition = [`UPPER(TRIM(REASONER_TYPE)) IN (${words.map(() => "?").join(", ")})`, words];
    const limit = query.limit === undefined ? "" : ` LIMIT ${query.limit}`;
    const offset = query.limit === undefined || query.offset === 0 ? "" : ` OFFSET ${query.offset}`;
    const end = `ORDER BY CREATED_ON DESC${limit}${offset}`;
    return select(jobColumns, `${app}.api.JOBS`, [ofTypes, ...filters(jobView, query)], end);
  },

  jobEvents: (type: Discriminator, id: string, token: string): Statement =>
    statement(`select ${app}.api.GET_JOB_EVENTS(?, ?, ?)`, type, id, token),

  cancelJob: (type: Discriminator, id: string): Statement => statement(`call ${app}.api.CANCEL_JOB(?, ?)`, type, id),

  getTransaction: (id: string): Statement =>
    statement(`SELECT ${transactionColumns} FROM ${app}.api.transactions WHERE id = ? LIMIT 1`, id),

  /** With `abortDetached` undefined the statement omits its argument, for older apps. */
  createTransaction: (name: string, payload: TransactionPayload, abortDetached: boolean | undefined): Statement => {
    const timeout = payload.timeoutMins === undefined ? [] : [payload.timeoutMins];
    const detached = abortDetached === undefined ? [] : [abortDetached];
    const marks = [...timeout.map(() => "?"), "PARSE_JSON(?)", ...detached.map(() => "?")].join(", ");
    return statement(
      `call ${app}.api.exec_async_v2(?, ?, ?, PARSE_JSON(?), ?, ?, ?, ${marks})`,
      payload.database,
      name,
      payload.query,
      JSON.stringify(payload.inputs),
      payload.readonly,
      payload.nowaitDurable,
      payload.language,
      ...timeout,
      JSON.stringify(payload.headers),
      ...detached,
    );
  },

  listTransactions: (query: ListQuery): Statement => {
    const limit = query.limit === undefined ? [] : [query.limit];
    const offset = query.limit === undefined || query.offset === 0 ? [] : [query.offset];
    const end = `ORDER BY created_on DESC${limit.length > 0 ? " LIMIT ?" : ""}${offset.length > 0 ? " OFFSET ?" : ""}`;
    const conditions = filters(transactionView, query);
    return select(transactionColumns, `${app}.api.transactions`, conditions, end, ...limit, ...offset);
  },

  transactionEvents: (id: string, token: string): Statement =>
    statement(`select ${app}.api.get_own_transaction_events(?, ?)`, id, token),

  cancelTransaction: (id: string, allUsers: boolean): Statement =>
    statement(`call ${app}.api.${allUsers ? "CANCEL_TRANSACTION" : "CANCEL_OWN_TRANSACTION"}(?)`, id),

  artifacts: (id: string): Statement => statement(`call ${app}.api.get_own_transaction_artifacts(?)`, id),

  problems: (id: string): Statement => statement(`select * from table(${app}.api.get_own_transaction_problems(?))`, id),
});
