import type { Redactor } from "../redaction/redactor.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import type { RetryPolicyName } from "../retry/retry-policies.ts";
import { type Calls, makeCalls } from "./calls.ts";
import { intervalMs, positiveMs, zeroOrMoreMs } from "./checked.ts";

/** Settings that every client has, as its user passes them. */
export interface JobClientOptions {
  /**
   * Waits and tails keep retrying for this long without a success between failures, in milliseconds. Default 300,000. A submit retries
   * for this long only if it is set.
   */
  readonly retryForMs?: number | undefined;
  /**
   * Once the server has let the client in, waits and tails also keep retrying after a 401, a 403 or a redirect to a sign-in, for this
   * long, in milliseconds: a session at a proxy may be renewed meanwhile. Default 0: such a response ends them.
   */
  readonly retryAuthForMs?: number | undefined;
  /** Milliseconds between two status polls. Default 2,000. */
  readonly pollIntervalMs?: number | undefined;
  /** The deadline of each call, in milliseconds, retries included. Default none. Waits and tails have only their own. */
  readonly timeoutMs?: number | undefined;
}

/** The state and settings that all operations of one client share. */
export interface JobClient {
  /** Runs calls with the client's deadline and retries. */
  readonly calls: Calls;
  /** Bounds the retries of all its calls, waits and tails together. */
  readonly budget: RetryBudget;
  /** Removes the client's secrets from texts. */
  readonly redactor: Redactor;
  /** Milliseconds after the last success for which waits and tails retry. */
  readonly retryForMs: number;
  /** Milliseconds for the retries of a submit; undefined unless the user set them. */
  readonly submitRetryForMs: number | undefined;
  /** Milliseconds for which waits and tails also retry a refused credential. */
  readonly retryAuthForMs: number;
  /** Milliseconds between two status polls. */
  readonly pollIntervalMs: number;
  /** Milliseconds without text after which a tail checks its job. */
  readonly idleMs: number;
  /** The failures after which a read is repeated. */
  readonly policy: RetryPolicyName;
}

/** Checks the settings and makes what the operations share. Throws `InvalidRequest` (reason `local`). */
export const makeJobClient = (
  options: JobClientOptions,
  server: {
    /** The name of the system in spans, such as `ray`. */
    readonly system: string;
    /** The address of the server, for messages and spans. */
    readonly address: string;
    /** Knows the client's secrets. */
    readonly redactor: Redactor;
    /** Milliseconds without text after which a tail checks its job. */
    readonly idleMs: number;
    /** The failures after which a read is repeated; default `transient`. */
    readonly policy?: RetryPolicyName;
    /** Default a new one. */
    readonly budget?: RetryBudget;
    /** Default 2,000. */
    readonly pollIntervalMs?: number;
  },
): JobClient => {
  const { system, address, redactor, idleMs, policy = "transient", budget = new RetryBudget() } = server;
  const timeoutMs = positiveMs("timeoutMs", options.timeoutMs);
  const retryForMs = positiveMs("retryForMs", options.retryForMs);
  return {
    calls: makeCalls({ system, address, budget, timeoutMs, policy, redactor }),
    budget,
    redactor,
    retryForMs: retryForMs ?? 300_000,
    submitRetryForMs: retryForMs,
    retryAuthForMs: zeroOrMoreMs("retryAuthForMs", options.retryAuthForMs) ?? 0,
    pollIntervalMs: intervalMs("pollIntervalMs", options.pollIntervalMs) ?? server.pollIntervalMs ?? 2_000,
    idleMs,
    policy,
  };
};
