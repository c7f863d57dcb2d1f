import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { paths } from "../generated/synapse-agent.ts";
import type { Http } from "../http/http.ts";
import { makeTypedCall, type TypedCall } from "../http/typed-call.ts";

/** One request, by the client that is generated from the specification. */
export type AgentSend = Parameters<TypedCall<paths>>[1];

/** An agent as operations know it. */
export interface AgentApi {
  readonly http: Http;
  /** What to call the agent in messages. */
  readonly address: string;
  /**
   * Sends one request, without retries, and reads the answer's text, which is empty for 204. `what` is asked for, or done, and
   * begins messages.
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
