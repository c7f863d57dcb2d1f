import * as Effect from "effect/Effect";
import { JobFailed, type JobwireError, JobStopped } from "../errors.ts";
import type { JobOutcome } from "./job-outcome.ts";

/** The terminal job if it succeeded; fails with `JobFailed` or `JobStopped` otherwise. */
export const resultOf = <Job>(
  { id, address }: { readonly id: string; readonly address: string },
  job: Job,
  outcome: JobOutcome | undefined,
): Effect.Effect<Job, JobwireError> => {
  const label = `job ${id} at ${address}`;
  if (outcome?.type === "succeeded") return Effect.succeed(job);
  if (outcome?.type === "stopped")
    return Effect.fail(new JobStopped({ message: `${label} was stopped`, jobId: id, job }));
  const { why = "", reason, errorType = null, exitCode = null, serverText } = outcome ?? {};
  const how = [errorType, exitCode === null ? null : `exit code ${exitCode}`]
    .filter((part) => part !== null)
    .join(", ");
  return Effect.fail(
    new JobFailed({
      message: `${label} failed${how === "" ? "" : ` (${how})`}${why === "" ? "" : `: ${why}`}`,
      reason,
      errorType,
      exitCode,
      serverText,
      jobId: id,
      job,
    }),
  );
};
