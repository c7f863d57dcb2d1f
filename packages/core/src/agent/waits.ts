import { Effect, type Scope } from "effect";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { redactedSource } from "../poll/redacted-source.ts";
import { makeSharedPoller } from "../poll/shared-poller.ts";
import type { WaitSettings } from "../poll/wait-for-job.ts";
import type { AgentApi } from "./api.ts";
import { idsOf } from "./job-schema.ts";
import { getAgentJob, listAgentJobs } from "./jobs.ts";
import { outcomeOf, whyPending } from "./status.ts";
import type { AgentJob } from "./types.ts";

/** What the waits of one client share: one job is read by its id, several by the list. Closing the scope ends their polls. */
export const agentWaits = (
  api: AgentApi,
  options: { readonly budget: RetryBudget; readonly pollIntervalMs: number; readonly retryForMs: number },
): Effect.Effect<WaitSettings<AgentJob>, never, Scope.Scope> =>
  Effect.map(
    makeSharedPoller<AgentJob>(
      redactedSource(
        {
          one: (id) => getAgentJob(api, id),
          all: Effect.map(listAgentJobs(api), (jobs) => {
            const byId = new Map(jobs.flatMap((job) => idsOf(job).map((id) => [id, job] as const)));
            return (id) => byId.get(id);
          }),
        },
        api.http.redactor,
      ),
      options,
    ),
    (poller) => ({
      address: api.address,
      poller,
      pollIntervalMs: options.pollIntervalMs,
      retryForMs: options.retryForMs,
      statusOf: ({ status }) => status ?? "without a status",
      isOver: ({ status }) => outcomeOf(status) !== undefined,
      whyPending: (job) => {
        const reason = whyPending(job);
        return reason === undefined ? undefined : Effect.succeed(api.http.redactor.data(reason));
      },
      goneBecause: "it was deleted, or the agent lost its state",
    }),
  );
