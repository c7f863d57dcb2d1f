import type { Adapter } from "../adapter.ts";
import type { TailPlan } from "../surface/job-backend.ts";
import type { AgentApi } from "./api.ts";
import { openAgentApi } from "./open-api.ts";
import { agentStreamLimits } from "./stream-limits.ts";
import { makeAgentTailBackend } from "./tail-backend.ts";
import { agentTimes } from "./timeouts.ts";
import type { AgentJobTypes, AgentOptions } from "./types.ts";

/** A tail of a job with its own limits and times joined with the client's. Throws `InvalidRequest` (reason `local`, 400). */
export const tailPlan = (
  api: AgentApi,
  adapter: Adapter,
  client: AgentOptions,
  id: string,
  given: AgentJobTypes["tailOptions"],
): TailPlan => {
  const { limits, connectMs, idleMs, ...rest } = given;
  const { headMs, idleMs: clientIdleMs } = api.http.times;
  const times = agentTimes({ connectMs, idleMs }, { connectMs: headMs, idleMs: clientIdleMs });
  const same = times.connectMs === headMs && times.idleMs === clientIdleMs;
  // A tail with times of its own asks for the job's status by them, too.
  const timeouts = { ...times, requestMs: client.timeouts?.requestMs };
  const own = same
    ? api
    : openAgentApi(adapter, { ...client, timeouts }, { redactor: api.http.redactor, log: api.http.log });
  return {
    backend: makeAgentTailBackend(own, id),
    options: { ...rest, limits: agentStreamLimits(limits, client.limits) },
    idleMs: times.idleMs,
    messages: "lines",
  };
};
