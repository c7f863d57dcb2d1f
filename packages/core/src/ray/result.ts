import { Effect } from "effect";
import { JobFailed, type JobwireError, JobStopped } from "../errors.ts";
import { lastMeaningfulLine, lastText } from "../http/visible-text.ts";
import type { RayJob } from "./types.ts";

/** The terminal job if it SUCCEEDED; fails with `JobFailed` or `JobStopped` otherwise. */
export const resultOf = (address: string, id: string, job: RayJob): Effect.Effect<RayJob, JobwireError> => {
  const label = `job ${id} at ${address}`;
  if (job.status === "SUCCEEDED") return Effect.succeed(job);
  if (job.status === "STOPPED") return Effect.fail(new JobStopped({ message: `${label} was stopped`, jobId: id, job }));
  const { errorType, driverExitCode: exitCode, message } = job;
  const how = [errorType, exitCode === null ? null : `exit code ${exitCode}`]
    .filter((part) => part !== null)
    .join(", ");
  const why = lastMeaningfulLine(message ?? "");
  return Effect.fail(
    new JobFailed({
      message: `${label} failed${how === "" ? "" : ` (${how})`}${why === "" ? "" : `: ${why}`}`,
      errorType,
      exitCode,
      jobId: id,
      job,
      // It ends with the last lines of the log.
      serverText: message === null ? undefined : lastText(message),
    }),
  );
};
