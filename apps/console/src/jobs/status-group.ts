import type { Job } from "../api/types.ts";

/** The statuses of all systems in the terms of a person. */
export type StatusGroup = "waiting" | "running" | "succeeded" | "failed" | "stopped";

const waiting = new Set(["PENDING", "CREATED", "QUEUED", "SUBMITTED", "WAITING", "UNKNOWN"]);

/** How a job is doing. */
export const statusGroup = ({ outcome, status }: Pick<Job, "outcome" | "status">): StatusGroup => {
  if (outcome !== null) return outcome.type;
  return waiting.has(status.toUpperCase()) ? "waiting" : "running";
};
