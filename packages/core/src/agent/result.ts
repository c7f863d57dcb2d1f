import { Effect } from "effect";
import { JobFailed, type JobwireError, JobStopped } from "../errors.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import { outcomeOf } from "./status.ts";
import type { AgentJob } from "./types.ts";

/** The terminal job if it succeeded; fails with `JobFailed` or `JobStopped` otherwise. */
export const resultOfAgentJob = (address: string, job: AgentJob): Effect.Effect<AgentJob, JobwireError> => {
  const label = `job ${job.id} at ${address}`;
  switch (outcomeOf(job.status)) {
    case "succeeded":
      return Effect.succeed(job);
    case "stopped":
      return Effect.fail(new JobStopped({ message: `${label} was stopped`, jobId: job.id, job }));
    default: {
      const why = lastMeaningfulLine(job.message ?? "");
      return Effect.fail(
        new JobFailed({ message: `${label} failed${why === "" ? "" : `: ${why}`}`, jobId: job.id, job }),
      );
    }
  }
};
