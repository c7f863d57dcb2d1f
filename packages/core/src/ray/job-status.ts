import type { RayJobStatus } from "./job.ts";

/** True for the three words after which a job does not change any more. An unknown word counts as not terminal. */
export const isTerminal = (status: RayJobStatus): boolean =>
  status === "SUCCEEDED" || status === "FAILED" || status === "STOPPED";
