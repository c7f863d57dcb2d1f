import type { StatusLook } from "../fault/scripted-job.ts";

/** A log an agent can serve: bytes that only grow. */
export interface AgentLog {
  /** How many bytes there are now. */
  length(): number;
  /** At most `limit` bytes from `start`; none when there are none yet. */
  read(start: number, limit: number): Uint8Array | Promise<Uint8Array>;
  /** Resolves when it is worth to look again. The caller leaves by `signal`; then it need not resolve. */
  changed(signal: AbortSignal): Promise<void>;
}

/** A job an agent can serve, whether it runs or is only scripted. */
export interface AgentJob {
  readonly id: string;
  readonly log: AgentLog;
  /** Whether a tail that is at the end of the log may say that it is complete. */
  ended(): boolean;
  /** The job's object. */
  answer(look: StatusLook): Readonly<Record<string, unknown>>;
  /** Whether there was anything left to stop. */
  stop(): boolean;
}
