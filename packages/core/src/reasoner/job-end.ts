import * as Effect from "effect/Effect";
import { JobFailed, type JobFailedReason, type JobwireError } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import type { JobOutcome } from "../surface/job-outcome.ts";
import { endingOf } from "./job-state.ts";
import { discriminatorOf } from "./reasoner-type.ts";
import type { ReasonerJob } from "./types.ts";

/** The abort reasons that become reasons of `JobFailed` (docs/internals/servers.md#reasoner-types-and-states). */
const abortReasons: Readonly<Record<string, JobFailedReason>> = {
  "client disconnected": "client-disconnected",
  "transaction timeout": "transaction-timeout",
  "guard rail violation": "guard-rail-violation",
};

/** Why a job that did not complete failed, as {@link JobFailed.reason}. */
const outcomeReason = (job: ReasonerJob): JobFailedReason => {
  const known = endingOf(job);
  const ending = known === undefined || known === "completed" ? "failed" : known;
  const words = (job.abortReason ?? "").trim().toLowerCase();
  return ending === "aborted" && Object.hasOwn(abortReasons, words) ? (abortReasons[words] ?? ending) : ending;
};

/** The message for a Logic job that was aborted because its client disconnected. */
const clientLeft =
  "it was aborted because its client disconnected. Check the network between them and start the job again";

/** How the job ended; undefined while it runs. */
export const outcomeOf = (job: ReasonerJob): JobOutcome | undefined => {
  const ending = endingOf(job);
  if (ending === undefined) return undefined;
  if (ending === "completed") return { type: "succeeded" };
  if (ending === "canceled") return { type: "stopped" };
  const reason = outcomeReason(job);
  return {
    type: "failed",
    reason,
    errorType: job.state,
    why: reason === "client-disconnected" ? clientLeft : excerpt(job.abortReason ?? "", 300),
  };
};

/**
 * The terminal job, whatever its end, but for one: a Logic job that was aborted because its client disconnected fails with
 * `JobFailed` (reason `client-disconnected`), since that proves nothing about the job itself.
 */
export const endOfWait = (address: string, job: ReasonerJob): Effect.Effect<ReasonerJob, JobwireError> => {
  const reason = outcomeReason(job);
  if (discriminatorOf(job.reasonerType) !== "LOGIC" || reason !== "client-disconnected") return Effect.succeed(job);
  return Effect.fail(
    new JobFailed({ message: `job ${job.id} at ${address} failed: ${clientLeft}`, reason, jobId: job.id, job }),
  );
};
