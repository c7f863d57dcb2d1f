import * as Effect from "effect/Effect";
import type { Adapter } from "../adapter.ts";
import type { JobBackend } from "../surface/job-backend.ts";
import { listPolls } from "../surface/job-polls.ts";
import type { AgentApi } from "./api.ts";
import { agentJobNames } from "./agent-names.ts";
import { agentOutcome } from "./job-outcome.ts";
import { idsOf } from "./job-schema.ts";
import { getAgentJob, listAgentJobs, stopAgentJob } from "./jobs.ts";
import { checkAgentJobId } from "./names.ts";
import { getAgentLogs } from "./plain-log.ts";
import { whyPending } from "./status.ts";
import { tailPlan } from "./tail-plan.ts";
import type { AgentJobTypes, AgentOptions } from "./types.ts";

/** The jobs of one agent, for {@link makeJobSurface}; the options are the client's. */
export const agentJobBackend = (api: AgentApi, adapter: Adapter, options: AgentOptions): JobBackend<AgentJobTypes> => {
  const get: JobBackend<AgentJobTypes>["get"] = (id) => getAgentJob(api, id);
  return {
    system: "agent",
    noun: "an agent's job",
    address: api.address,
    ids: {
      kind: "jobwire/agent-job",
      check: checkAgentJobId,
      fields: (jobId) => ({ jobId }),
      fromFields: ({ jobId }) => jobId,
    },
    optionNames: agentJobNames,
    get,
    list: () => listAgentJobs(api),
    polls: { sources: { jobs: listPolls(get, listAgentJobs(api), (job) => [job.id, ...idsOf(job)]) } },
    statusOf: ({ status }) => status ?? "without a status",
    outcomeOf: agentOutcome,
    whyPending: (job) => {
      const why = whyPending(job);
      return why === undefined ? undefined : Effect.succeed(why);
    },
    waits: { goneBecause: "it was deleted, or the agent lost its state" },
    // A stop that reached the agent is not sent again, whatever became of it.
    stop: { send: (id) => stopAgentJob(api, id), retries: "not-sent" },
    getLogs: (id) => getAgentLogs(api, id),
    tail: (id, given) => tailPlan(api, adapter, options, id, given),
  };
};
