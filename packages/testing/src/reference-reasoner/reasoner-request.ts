import type { EndpointRequest, FaultHookOf } from "../fault/faulty-service.ts";
import type { RecordedRequest } from "../fault/recorded-request.ts";
import { type DirectAccessEndpoint, directAccessEndpoint } from "./direct-access.ts";
import { type SqlEndpoint, sqlEndpoint } from "./sql/sql-api.ts";

/** The endpoint of a request; `other` is any the servers do not know. The first group is Direct Access, the second SQL. */
export type ReasonerEndpoint = DirectAccessEndpoint | SqlEndpoint | "other";

/** A request with its meaning. */
export interface ReasonerRequest extends EndpointRequest {
  /** The endpoint that the method and the path select; `other` for a path that neither server has. */
  readonly endpoint: ReasonerEndpoint;
  /** The statement of a `submitStatement` request, as sent. */
  readonly statement: string | undefined;
}

/** Chooses the fault of a response. `instead`, `responseLost` and `cutAfter` make faults. */
export type ReasonerFault = FaultHookOf<ReasonerRequest>;

/** Finds the endpoint of a request. The result is the server's own record, so that its outcome appears in it too. */
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
