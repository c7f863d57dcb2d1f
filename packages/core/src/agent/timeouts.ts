import { InvalidRequest } from "../errors.ts";

/** Times in milliseconds. */
export interface AgentTimeouts {
  /** Sets connectMs and idleMs; default 30,000, at most 300,000, as in the agent's Python clients. */
  readonly timeoutMs?: number | undefined;
  /** To the answer's head, connecting included; of a WebSocket, to its opening. */
  readonly connectMs?: number | undefined;
  /** Between bytes of an answer. In a tail: after so much silence the job's status is asked and the plain log compared. */
  readonly idleMs?: number | undefined;
  /**
   * One call as a whole, retries included; waits and tails have only the limits given to them. Default: none for a call, but each
   * request ends with `Timeout` (reason `total`) after 80 s (50 s more than
   * `connectMs`), and a second more for each 100 kB that it sends or receives.
   */
  readonly totalMs?: number | undefined;
}

const defaultMs = 30_000;
const mostMs = 300_000;

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local", statusCode: 400 });

const milliseconds = (name: string, value: unknown, most: number): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value <= most) return value;
  throw invalid(
    most === mostMs
      ? `${name} must be a number of milliseconds above 0 and at most ${mostMs}`
      : `${name} must be a number of milliseconds above 0`,
  );
};

/** The two times of an exchange; `otherwise` has those that are not given. Throws `InvalidRequest` (reason `local`, 400). */
export const agentTimes = (
  given: AgentTimeouts = {},
  otherwise: { readonly connectMs: number; readonly idleMs: number } = { connectMs: defaultMs, idleMs: defaultMs },
): { readonly connectMs: number; readonly idleMs: number } => {
  const both = milliseconds("timeoutMs", given.timeoutMs, mostMs);
  return {
    connectMs: milliseconds("connectMs", given.connectMs, Number.MAX_VALUE) ?? both ?? otherwise.connectMs,
    idleMs: milliseconds("idleMs", given.idleMs, Number.MAX_VALUE) ?? both ?? otherwise.idleMs,
  };
};
