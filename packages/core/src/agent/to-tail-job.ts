import { BadResponse } from "../errors.ts";
import type { TailJob } from "../tail/backend.ts";
import { outcomeOf } from "./status.ts";
import type { AgentJob } from "./types.ts";

/** Converts a job to the form that a tail needs. */
export const toTailJob = (label: string, job: AgentJob): TailJob => ({
  status: job.status ?? "unknown",
  terminal: outcomeOf(job.status) !== undefined,
  message: job.message,
  jobId: job.id,
  job,
  ...(job.status === null
    ? {
        unreadable: new BadResponse({
          message: `${label}: the agent's job object has neither a status nor a state, so its end is unknown. Check the agent's version`,
          reason: "shape",
          statusCode: 200,
        }),
      }
    : {}),
});
