import type { Answer } from "../fault/answer.ts";
import { sameText } from "../guard/same-text.ts";
import { problem } from "./agent-handlers.ts";
import type { AgentRequest } from "./agent-endpoint.ts";

/** Who an agent lets in; what is absent is not asked for. */
export interface AgentCredentials {
  /** `Authorization`, with no scheme word. */
  readonly token?: string | undefined;
  /** `SYNAPSE-User` and `SYNAPSE-Tenant`, each after the word `Token`. */
  readonly userToken?: string | undefined;
  readonly tenant?: string | undefined;
}

/** The answer to a request that may not pass. Whether a real agent says 401 or 403 is open; this says 401. */
export function unauthorized(request: AgentRequest, expected: AgentCredentials): Answer | undefined {
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
