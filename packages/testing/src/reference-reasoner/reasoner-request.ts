import type { EndpointRequest, FaultHookOf } from "../fault/faulty-service.ts";
import type { RecordedRequest } from "../fault/recorded-request.ts";
import { type DirectAccessEndpoint, directAccessEndpoint } from "./direct-access.ts";
import { type SqlEndpoint, sqlEndpoint } from "./sql/sql-api.ts";

/** What a request asks for; `other` is anything the servers do not know. The first group is Direct Access, the second SQL. */
export type ReasonerEndpoint = DirectAccessEndpoint | SqlEndpoint | "other";

/** A request with what it means. */
export interface ReasonerRequest extends EndpointRequest {
  readonly endpoint: ReasonerEndpoint;
  /** Of `submitStatement`: the statement, as sent. */
  readonly statement: string | undefined;
}

/** Says what goes wrong with an answer. `instead`, `answerLost` and `cutAfter` make faults. */
export type ReasonerFault = FaultHookOf<ReasonerRequest>;

/** Finds out what a request is for. It stays the server's own record, so that its outcome is seen in it, too. */
export function toReasonerRequest(request: RecordedRequest): ReasonerRequest {
  const { method, path } = request;
  const endpoint: ReasonerEndpoint = directAccessEndpoint(method, path) ?? sqlEndpoint(method, path) ?? "other";
  const statement = endpoint === "submitStatement" ? statementIn(request.body) : undefined;
  return Object.assign(request, { endpoint, statement });
}

function statementIn(body: Uint8Array): string | undefined {
  try {
    const parsed = JSON.parse(Buffer.from(body).toString("utf8")) as { readonly statement?: unknown } | null;
    return typeof parsed?.statement === "string" ? parsed.statement : undefined;
  } catch {
    return undefined;
  }
}
