import type { RayJobStatus } from "./job.ts";

/**
 * True for the three words after which a job does not change any more. An unknown word counts as not terminal.
 *
 * @example
 * ```ts
 * import { isTerminal, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * for (const { submissionId, status } of await cluster.jobs.list()) {
 *   if (!isTerminal(status)) console.log(`${submissionId} still runs`);
 * }
 * await cluster.close();
 * ```
 */
export const isTerminal = (status: RayJobStatus): boolean =>
  status === "SUCCEEDED" || status === "FAILED" || status === "STOPPED";
