import { excerpt } from "../http/visible-text.ts";
import type { PendingReason } from "../poll/pending.ts";
import type { AgentJob } from "./types.ts";

/** How a job ended. */
export type AgentOutcome = "succeeded" | "failed" | "stopped";

const outcomes: Readonly<Record<string, AgentOutcome>> = {
  SUCCEEDED: "succeeded",
  COMPLETE: "succeeded",
  COMPLETED: "succeeded",
  FAILED: "failed",
  STOPPED: "stopped",
  CANCELED: "stopped",
  CANCELLED: "stopped",
};

/** How a job with this status (in any case) ended; undefined while it runs. An unknown status counts as running. */
export const outcomeOf = (status: string | null): AgentOutcome | undefined =>
  status !== null && Object.hasOwn(outcomes, status.toUpperCase()) ? outcomes[status.toUpperCase()] : undefined;

const waiting = new Set<string | null>(["PENDING", "QUEUED", "CREATED", "SUBMITTED", "WAITING"]);

/** The reason why a job has not started, in the agent's own text; undefined for a job with any other status. */
export const whyPending = ({ status, message }: Pick<AgentJob, "status" | "message">): PendingReason | undefined =>
  waiting.has(status)
    ? { reason: excerpt(message ?? "", 500) || "The agent has not started the job yet and reports no reason." }
    : undefined;
