import type { StatusLook } from "../fault/scripted-job.ts";

/** A log an agent can serve: bytes that only grow. */
export interface AgentLog {
  /** How many bytes there are now. */
  length(): number;
  /** At most `limit` bytes from `start`; empty when the log has no more yet. */
  read(start: number, limit: number): Uint8Array | Promise<Uint8Array>;
  /** Resolves when a reader should check again. The caller stops waiting with `signal`; then the promise need not resolve. */
  changed(signal: AbortSignal): Promise<void>;
}

/** A job an agent can serve, real or scripted. */
export interface AgentJob {
  readonly id: string;
  readonly log: AgentLog;
  /** Whether a tail at the end of the log may report that it is complete. */
  ended(): boolean;
  /** The job object. */
  answer(look: StatusLook): Readonly<Record<string, unknown>>;
  /** Stops the job; returns whether there was anything left to stop. */
  stop(): boolean;
}
