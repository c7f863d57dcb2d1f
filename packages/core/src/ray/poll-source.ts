import { Effect, type Scope } from "effect";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { redactedSource } from "../poll/redacted-source.ts";
import { makeSharedPoller, type PollSource } from "../poll/shared-poller.ts";
import type { WaitSettings } from "../poll/wait-for-job.ts";
import type { RayApi } from "./api.ts";
import { deadNodeCheck } from "./dead-nodes.ts";
import { isTerminal } from "./job-status.ts";
import { pendingReasons } from "./pending-reason.ts";
import type { RayJob } from "./types.ts";
import { getJob, listJobs } from "./jobs.ts";

/** How the shared poller reads Ray: a job by its id, or by the list, where an id may be Ray's own job id too. */
const rayPollSource = (api: RayApi): PollSource<RayJob> => ({
  one: (id) => getJob(api, id),
  all: Effect.map(listJobs(api), (jobs) => {
    const byId = new Map<string, RayJob>();
    // The list has submissions first; a driver's own entry is not the submission that started it.
    for (const job of jobs) if (job.jobId !== null && !byId.has(job.jobId)) byId.set(job.jobId, job);
    for (const job of jobs) if (job.submissionId !== null) byId.set(job.submissionId, job);
    return (id) => byId.get(id);
  }),
  check: deadNodeCheck(api),
});

/** What the waits of one client share; closing the scope ends their polls. */
export const rayWaits = (
  api: RayApi,
  options: { readonly budget: RetryBudget; readonly pollIntervalMs: number; readonly retryForMs: number },
): Effect.Effect<WaitSettings<RayJob>, never, Scope.Scope> => {
  const why = pendingReasons(api);
  return Effect.map(makeSharedPoller(redactedSource(rayPollSource(api), api.http.redactor), options), (poller) => ({
    address: api.address,
    poller,
    pollIntervalMs: options.pollIntervalMs,
    retryForMs: options.retryForMs,
    statusOf: (job) => job.status,
    isOver: (job) => isTerminal(job.status),
    whyPending: (job) => (job.status === "PENDING" ? Effect.map(why(job), api.http.redactor.data) : undefined),
    goneBecause: "it was deleted, or the head was started anew without its store",
  }));
};
