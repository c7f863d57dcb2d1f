import { InvalidRequest } from "../errors.ts";

/** Limits of requests and calls, in milliseconds. */
export interface AgentTimeouts {
  /** Sets connectMs and idleMs. Default 30,000, at most 300,000, as in the agent's Python clients. */
  readonly timeoutMs?: number | undefined;
  /** Until a response's head arrives, connecting included; for a WebSocket, until it opens. Default: `timeoutMs`. */
  readonly connectMs?: number | undefined;
  /**
   * Without a byte of a response. After so much silence, a tail reads the job's status and the plain log. Default: `timeoutMs`.
   */
  readonly idleMs?: number | undefined;
  /**
   * For one whole call with its retries; waits and tails have only their own limits. Default: none for a call, but each request
   * ends with `Timeout` (reason `total`) after 80 s (50 s more than `connectMs`), plus a second for each 100 kB that it sends
   * or receives.
   */
  readonly totalMs?: number | undefined;
}

const defaultMs = 30_000;
const maxMs = 300_000;

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local", statusCode: 400 });

const milliseconds = (name: string, value: unknown, max: number): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value <= max) return value;
  throw invalid(
    max === maxMs
      ? `${name} must be a number of milliseconds above 0 and at most ${maxMs}`
      : `${name} must be a number of milliseconds above 0`,
  );
};

/** The two limits of an exchange; `otherwise` has the missing ones. Throws `InvalidRequest` (reason `local`, 400). */
export const agentTimes = (
  options: AgentTimeouts = {},
  otherwise: { readonly connectMs: number; readonly idleMs: number } = { connectMs: defaultMs, idleMs: defaultMs },
): { readonly connectMs: number; readonly idleMs: number } => {
  const both = milliseconds("timeoutMs", options.timeoutMs, maxMs);
  return {
    connectMs: milliseconds("connectMs", options.connectMs, Number.MAX_VALUE) ?? both ?? otherwise.connectMs,
    idleMs: milliseconds("idleMs", options.idleMs, Number.MAX_VALUE) ?? both ?? otherwise.idleMs,
  };
};
