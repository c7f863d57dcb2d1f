import { framesOf } from "../call-site/call-site.ts";
import { copyError } from "./copy-error.ts";
import { isJobwireError } from "./is-jobwire-error.ts";

const tags = new Set<string>(["Timeout", "JobFailed", "JobStopped", "JobLost"]);

/** The error of an operation on one job, with the job's id if its kind of error has one. A copy, since operations share polls. */
export const ofJob = <E>(error: E, jobId: string): E => {
  if (!isJobwireError(error) || !tags.has(error._tag) || "jobId" in error) return error;
  const { message } = error;
  return Object.assign(copyError(error, new Error(message), { message, frames: framesOf(error) }), { jobId }) as E;
};
