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
