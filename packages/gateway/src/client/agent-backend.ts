import type { AgentJob, HttpTimeouts } from "@jobwire/core";
import { type JobBackend, listPolls } from "@jobwire/core/backend";
import { agentOutcome, checkAgentJobId, toAgentTailJob, whyAgentJobPends } from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import { streamPath, type SystemApi } from "./api.ts";
import { decodeAgentStopped } from "./decode.ts";
import { jobRequests } from "./job-requests.ts";
import type { GatewayLog } from "./log/gateway-log.ts";
import { logTimes } from "./log/log-times.ts";
import { tailPlan } from "./log/tail-plan.ts";
import { readWholeLog } from "./log/whole-log.ts";
import type { GatewayAgentJobTypes } from "./types.ts";

const readJob = (job: Readonly<Record<string, unknown>>): AgentJob => job as unknown as AgentJob;

/** The jobs of a Synapse Agent behind a gateway. */
export const agentBackend = (api: SystemApi, timeouts: HttpTimeouts | undefined): JobBackend<GatewayAgentJobTypes> => {
  const { address, at, http } = api;
  const requests = jobRequests(api, readJob);
  const { get } = requests;
  const labelOf = (id: string): string => `job ${id}${at}`;
  const logOf = (id: string, own?: { readonly idleMs?: number | undefined }): GatewayLog => ({
    http,
    label: labelOf(id),
    path: streamPath(api, id, "log"),
    times: logTimes(timeouts, own),
  });
  return {
    system: "gateway.agent",
    noun: "an agent's job",
    address,
    ids: {
      kind: "jobwire/agent-job",
      check: checkAgentJobId,
      fields: (jobId) => ({ jobId }),
      fromFields: ({ jobId }) => jobId,
    },
    get,
    list: () => requests.list(),
    polls: { sources: { jobs: listPolls(get, requests.list(), ({ id }) => [id]) } },
    statusOf: ({ status }) => status ?? "without a status",
    outcomeOf: agentOutcome,
    whyPending: (job) => {
      const why = whyAgentJobPends(job);
      return why === undefined ? undefined : Effect.succeed(why);
    },
    waits: { goneBecause: "it was deleted, or the agent lost its state" },
    stop: {
      send: (id) =>
        Effect.flatMap(requests.stop(id), (text) =>
          Effect.map(decodeAgentStopped(`stop of job ${id}${at}`, text), ({ response }) => response),
        ),
      // A stop that may have reached the agent is not sent again.
      retries: "not-sent",
    },
    getLogs: (id) => Effect.flatMap(get(id), (job) => readWholeLog(logOf(id), agentOutcome(job) !== undefined)),
    tail: (id, options) =>
      tailPlan(
        logOf(id, options),
        Effect.map(get(id), (job) => toAgentTailJob(labelOf(id), job)),
        options,
      ),
  };
};
