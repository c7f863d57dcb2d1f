/** The Snowflake SQL REST API v2, as far as it is documented, in front of the app's statements. */
import type { HttpResponse } from "../../fault/response.ts";
import { text } from "../../fault/responses.ts";
import type { RecordedRequest } from "../../fault/recorded-request.ts";
import { refuseContentType } from "../../guard/refuse-request.ts";
import { matchRoute } from "../../reference-ray/routes.ts";
import type { TokenStore } from "../token-store.ts";
import { MalformedRequest } from "./bindings.ts";
import { compileStatement } from "./compile.ts";
import type { RoutineState } from "./routine.ts";
import { cancelResponse, partitionResponse, refused, sqlFailure, statementResponse } from "./statement-responses.ts";
import type { StatementStore } from "./statement-store.ts";
import { SqlError } from "./sql-error.ts";
import { readSubmit, type Submit } from "./submit-body.ts";
import type { SlowStatement, SubmittedStatement } from "./submitted-statement.ts";

/** The state behind the API. */
export interface SqlState extends RoutineState {
  readonly tokens: TokenStore;
  readonly statements: StatementStore;
  /** The app's name as SHOW prints it. */
  readonly app: string;
  readonly partitionRows: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Chooses the statements that take long. */
  readonly slow: (statement: string) => SlowStatement | undefined;
}

/** The endpoints of this API; faults and records use their names. */
export type SqlEndpoint = "submitStatement" | "getStatement" | "cancelStatement" | "exchangeToken";

type Handler = (state: SqlState, request: RecordedRequest, handle: string) => HttpResponse;

interface SqlRoute {
  readonly method: "GET" | "POST";
  readonly pattern: string;
  readonly endpoint: SqlEndpoint;
  readonly answer: Handler;
}

const ROUTES: readonly SqlRoute[] = [
  { method: "POST", pattern: "/api/v2/statements", endpoint: "submitStatement", answer: submit },
  { method: "GET", pattern: "/api/v2/statements/{}", endpoint: "getStatement", answer: ofStatement(poll) },
  { method: "POST", pattern: "/api/v2/statements/{}/cancel", endpoint: "cancelStatement", answer: cancel },
  { method: "POST", pattern: "/oauth/token", endpoint: "exchangeToken", answer: exchange },
];

/** The endpoint of a request; undefined for none. */
export function sqlEndpoint(method: string, path: string): SqlEndpoint | undefined {
  const match = matchRoute(ROUTES, method, path);
  return match !== undefined && "route" in match ? match.route.endpoint : undefined;
}

/** Authorizes a request, carries it out, and responds. */
export function sqlResponse(state: SqlState, request: RecordedRequest): HttpResponse {
  const match = matchRoute(ROUTES, request.method, request.path);
  if (match === undefined) return refused(404, "no such path");
  if ("allowed" in match) return refused(405, `${request.method} is not allowed, ${match.allowed} is`);
  const { endpoint, answer } = match.route;
  const refuse = endpoint === "exchangeToken" ? undefined : refusal(state, request);
  if (refuse !== undefined) return refuse;
  try {
    return answer(state, request, match.parameters[0] ?? "");
  } catch (error) {
    if (error instanceof SqlError) return sqlFailure(error);
    if (error instanceof MalformedRequest) return refused(400, error.message, "390142");
    throw error;
  }
}

/** Checks the headers, in the order in which a server can. */
function refusal({ tokens }: SqlState, request: RecordedRequest): HttpResponse | undefined {
  const { headers } = request;
  const { authorization, accept, "user-agent": agent } = headers;
  if (agent === undefined) return refused(400, "The User-Agent header is missing.", "391903");
  if (!tokens.allowsSql(authorization, headers["x-snowflake-authorization-token-type"]))
    return refused(401, "The token is missing, unknown or expired.", "390303");
  if (accept === undefined || !/(?:application\/json|\*\/\*)/i.test(accept))
    return refused(400, "The Accept header is not application/json or */*.");
  const wrongType = refuseContentType(request, request.body.length > 0);
  return wrongType && refused(wrongType.status, wrongType.message);
}

function submit(state: SqlState, request: RecordedRequest): HttpResponse {
  const { query } = request;
  const requestId = query.get("requestId") ?? undefined;
  if (requestId !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(requestId))
    throw new MalformedRequest("requestId is not a UUID");
  const [asynchronous, retry] = [flag(query, "async"), flag(query, "retry")];
  const body = readSubmit(request.body);
  const before = requestId !== undefined && retry ? state.statements.sentBefore(requestId) : undefined;
  const statement = before ?? submitNew(state, body, requestId);
  // Runs now even if no caller waits: a test must see that a client submitted it twice.
  const look = statement.look(state.now(), false);
  const told = asynchronous ? ({ kind: "running", status: 202 } as const) : look;
  return statementResponse(statement, told, state.partitionRows);
}

function submitNew(state: SqlState, body: Submit, requestId: string | undefined): SubmittedStatement {
  const run = compileStatement(body.statement, body.bindings, state.app, state);
  const slow = state.slow(body.statement) ?? { polls: 0 };
  return state.statements.submit(run, slow, requestId, body.timeoutS);
}

/** A poll, or one partition. */
function poll(state: SqlState, request: RecordedRequest, statement: SubmittedStatement): HttpResponse {
  const look = statement.look(state.now(), true);
  const partition = request.query.get("partition");
  if (look.kind !== "done" || partition === null || partition === "0")
    return statementResponse(statement, look, state.partitionRows);
  const gzip = /\bgzip\b/i.test(request.headers["accept-encoding"] ?? "");
  const index = /^\d{1,6}$/.test(partition) ? Number(partition) : Number.NaN;
  return (
    partitionResponse(statement, look.result, index, state.partitionRows, gzip) ??
    refused(400, `there is no partition ${partition}`)
  );
}

function cancel(state: SqlState, _request: RecordedRequest, handle: string): HttpResponse {
  const statement = state.statements.find(handle);
  if (statement === undefined) throw new SqlError("000709", "02000", `Statement ${handle} not found`);
  statement.cancel();
  return cancelResponse(statement);
}

function exchange({ tokens, endpoint }: SqlState, request: RecordedRequest): HttpResponse {
  const wrongType = refuseContentType(request, true, "application/x-www-form-urlencoded");
  if (wrongType !== undefined) return refused(wrongType.status, wrongType.message);
  const form = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
  const outcome = tokens.exchange(form, new URL(endpoint()).host);
  return "token" in outcome ? text(outcome.token) : refused(outcome.status, outcome.message);
}

function ofStatement(
  answer: (state: SqlState, request: RecordedRequest, statement: SubmittedStatement) => HttpResponse,
): Handler {
  return (state, request, handle) => {
    const statement = state.statements.find(handle);
    return statement === undefined
      ? refused(404, `there is no statement ${handle}`)
      : answer(state, request, statement);
  };
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  if (value !== null && !/^(?:true|false)$/i.test(value)) throw new MalformedRequest(`${name} is not true or false`);
  return value?.toLowerCase() === "true";
}
