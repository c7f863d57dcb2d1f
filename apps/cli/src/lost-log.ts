import type { JobLost } from "@jobwire/core";
import { isTerminalStatus } from "./exit-code.ts";
import { isJobwireError } from "./jobwire-error.ts";

/** How a job ended whose log is lost. */
export interface LostLogEnd {
  readonly error: JobLost;
  readonly jobStatus: string;
  /** The server's own sentence about the job. */
  readonly message: string | null;
}

/** How the job ended whose log is lost; undefined for another error, and when its end is unknown. */
export const endOfLostLog = (error: unknown): LostLogEnd | undefined => {
  if (!isJobwireError(error) || error._tag !== "JobLost") return undefined;
  const { jobStatus, job } = error;
  if (jobStatus === null || !isTerminalStatus(jobStatus)) return undefined;
  const { message } = (job ?? {}) as { readonly message?: unknown };
  return { error, jobStatus, message: typeof message === "string" ? message : null };
};
