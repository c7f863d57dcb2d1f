import { Effect, Stream } from "effect";
import type { Adapter } from "../adapter.ts";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import type { TailBatch } from "../tail/options.ts";
import { tailStream } from "../tail/tail.ts";
import type { AgentApi } from "./api.ts";
import type { EffectAgentTailOptions } from "./effects.ts";
import { openAgentApi } from "./open-api.ts";
import { makeAgentTailBackend } from "./tail-backend.ts";
import { tailPlan } from "./tail-plan.ts";
import type { AgentOptions } from "./types.ts";

/** What the tails of one client share. */
export interface AgentTails {
  readonly adapter: Adapter;
  readonly options: AgentOptions;
  readonly api: AgentApi;
  readonly budget: RetryBudget;
  readonly retryForMs: number;
  readonly pollIntervalMs: number;
}

/** Follows a job's log to its proven end. A wrong id or option is `InvalidRequest` (reason `local`, 400), before a request. */
export const agentTail = (
  tails: AgentTails,
  id: string,
  own: EffectAgentTailOptions,
): Stream.Stream<TailBatch, JobwireError> => {
  const { api, adapter, options, budget, retryForMs, pollIntervalMs } = tails;
  const { headMs, idleMs } = api.http.times;
  const { redactor } = api.http;
  const prepared = checked(() => {
    const plan = tailPlan(id, own, {
      times: { connectMs: headMs, idleMs },
      streamLimits: options.streamLimits,
    });
    const same = plan.times.connectMs === headMs && plan.times.idleMs === idleMs;
    // A tail with times of its own asks for the job's status by them, too.
    const timeouts = { ...plan.times, totalMs: options.timeouts?.totalMs };
    return { plan, api: same ? api : openAgentApi(adapter, { ...options, timeouts }, redactor) };
  });
  return Stream.unwrap(
    Effect.map(prepared, ({ plan, api: own }) =>
      tailStream(makeAgentTailBackend(own, plan.id), plan.options, {
        idleMs: plan.times.idleMs,
        retryForMs,
        pollIntervalMs,
        budget,
        messages: "lines",
        redactor,
      }),
    ),
  );
};
