import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { paths } from "../generated/synapse-agent.ts";
import type { Http } from "../http/http.ts";
import { makeTypedCall, type TypedCall } from "../http/typed-call.ts";

/** One request of the client that is generated from the specification. */
export type AgentSend = Parameters<TypedCall<paths>>[1];

/** The agent, as the calls of this client use it. */
export interface AgentApi {
  readonly http: Http;
  /** The agent's name in messages: its address. */
  readonly address: string;
  /**
   * Sends one request without retries and decodes the text of its response, which is empty for 204. `what` names the object or
   * the action and begins messages.
   */
  readonly ask: <A>(
    what: string,
    send: AgentSend,
    read: (label: string, body: string) => Effect.Effect<A, JobwireError>,
  ) => Effect.Effect<A, JobwireError>;
}

/** The agent behind `http`. */
export const makeAgentApi = (http: Http): AgentApi => {
  const call = makeTypedCall<paths>(http);
  const address = http.baseUrl;
  return {
    http,
    address,
    ask: (what, send, read) =>
      Effect.flatMap(call(`${what} at ${address}`, send), ({ text }) => read(`${what} at ${address}`, text)),
  };
};
