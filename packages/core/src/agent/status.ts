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

/** How a job with this status ended; undefined while it goes on. In any case; an unknown word counts as going on. */
export const outcomeOf = (status: string | null): AgentOutcome | undefined =>
  status !== null && Object.hasOwn(outcomes, status.toUpperCase()) ? outcomes[status.toUpperCase()] : undefined;

const waiting = new Set<string | null>(["PENDING", "QUEUED", "CREATED", "SUBMITTED", "WAITING"]);

/** Why a job has not started, in the agent's own words; undefined for a job in any other status. */
export const whyPending = ({ status, message }: Pick<AgentJob, "status" | "message">): PendingReason | undefined =>
  waiting.has(status)
    ? { reason: excerpt(message ?? "", 500) || "The agent has not started the job yet, and does not say why." }
    : undefined;
