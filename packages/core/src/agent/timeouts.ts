import { InvalidRequest } from "../errors.ts";

/** Limits of each request, in milliseconds. */
export interface AgentTimeouts {
  /** Until a response's head arrives, connecting included; for a WebSocket, until it opens. Default 30,000, as in the Python clients. */
  readonly connectMs?: number | undefined;
  /** Without a byte of a response. After so much silence, a tail reads the job's status and the plain log. Default 30,000. */
  readonly idleMs?: number | undefined;
  /**
   * For each request as a whole; each 100 kB that it sends or receives add a second. Default 80,000 (50,000 more than `connectMs`);
   * then `Timeout` (reason `request`).
   */
  readonly requestMs?: number | undefined;
}

const defaultMs = 30_000;

const milliseconds = (name: string, value: unknown): number | undefined => {
  if (value === undefined || (typeof value === "number" && value > 0)) return value;
  throw new InvalidRequest({
    message: `${name} must be a number of milliseconds above 0`,
    reason: "local",
    statusCode: 400,
  });
};

/** The two limits of an exchange; `otherwise` has the missing ones. Throws `InvalidRequest` (reason `local`, 400). */
export const agentTimes = (
  options: AgentTimeouts = {},
  otherwise: { readonly connectMs: number; readonly idleMs: number } = { connectMs: defaultMs, idleMs: defaultMs },
): { readonly connectMs: number; readonly idleMs: number } => ({
  connectMs: milliseconds("connectMs", options.connectMs) ?? otherwise.connectMs,
  idleMs: milliseconds("idleMs", options.idleMs) ?? otherwise.idleMs,
});
