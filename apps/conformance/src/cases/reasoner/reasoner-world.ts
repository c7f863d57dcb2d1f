import {
  composePayload,
  directAccess,
  programmaticAccessToken,
  type JobPayload,
  type ReasonerClient,
  type ReasonerOptions,
  sql,
} from "@jobwire/core";
import type { ReferenceReasoner, ReferenceReasonerOptions } from "@jobwire/testing";
import type { Bench, Hands, Makers, Transport, World } from "../../case/conformance-case.ts";

/** The token that both servers require. */
export const token = "conformance-reasoner-token";

/** The two transports to a job. */
export const backends = ["direct-access", "sql"] as const;

/** The server that a transport talks to. */
const addressOf = ({ url, snowflakeUrl }: ReferenceReasoner, transport: Transport): string =>
  transport === "sql" ? snowflakeUrl : url;

/** A world with the reference reasoner. */
export const reasonerWorld = async <H extends Hands>(
  { reasonerService }: Makers,
  transport: Transport,
  options: ReferenceReasonerOptions,
  handsOf: (reference: ReferenceReasoner) => H,
): Promise<World<H>> => {
  const reference = await reasonerService({ token, runMs: 100, ...options });
  return { url: addressOf(reference, transport), token, hands: handsOf(reference) };
};

/** The same, without further control. */
export const plainWorld =
  (options: ReferenceReasonerOptions = {}) =>
  (makers: Makers, transport: Transport): Promise<World> =>
    reasonerWorld(makers, transport, options, () => ({}));

/** A client by the cell's backend. */
export const clientOf = <H extends Hands>(bench: Bench<H>, options: Partial<ReasonerOptions> = {}): ReasonerClient => {
  const backend =
    bench.transport === "sql"
      ? sql({ account: bench.url, credentials: programmaticAccessToken(token) })
      : directAccess({ address: bench.url, token });
  return bench.reasoner({ backend, ...options });
};

/** A job's payload; `code` decides how the job runs: `stay_running`, `fail`, or anything else, which succeeds. */
export const payloadOf = (code: string, reasonerType: string): JobPayload =>
  composePayload({ reasonerType, database: "DB", rawCode: code });
