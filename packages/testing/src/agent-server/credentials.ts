import type { ScriptedResponse } from "../fault/response.ts";
import { sameText } from "../guard/same-text.ts";
import { problem } from "./agent-handlers.ts";
import type { AgentRequest } from "./agent-endpoint.ts";

/** The credentials an agent requires; it does not check an absent one. */
export interface AgentCredentials {
  /** `Authorization`, without a scheme. */
  readonly token?: string | undefined;
  /** `SYNAPSE-User` and `SYNAPSE-Tenant`, each after the scheme `Token`. */
  readonly userToken?: string | undefined;
  /** The tenant in `SYNAPSE-Tenant`, after the scheme `Token`. */
  readonly tenant?: string | undefined;
}

/** The response to an unauthorized request. Whether a real agent responds with 401 or 403 is not known; this one uses 401. */
export function unauthorized(request: AgentRequest, expected: AgentCredentials): ScriptedResponse | undefined {
  const { token, userToken, tenant } = expected;
  const rules: ReadonlyArray<readonly [what: string, header: string, value: string | undefined]> = [
    ["agent token", "authorization", token],
    ["user token", "synapse-user", userToken === undefined ? undefined : `Token ${userToken}`],
    ["tenant", "synapse-tenant", tenant === undefined ? undefined : `Token ${tenant}`],
  ];
  for (const [what, header, value] of rules) {
    const given = request.headers[header];
    if (value !== undefined && (given === undefined || !sameText(given, value)))
      return problem(401, `${given === undefined ? "Missing" : "Invalid"} ${what}`);
  }
  return undefined;
}
