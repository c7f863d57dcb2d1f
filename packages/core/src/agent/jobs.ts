import type { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { AgentApi } from "./api.ts";
import { decodeAgentJob, decodeAgentJobs } from "./job-schema.ts";
import { decodeAnything } from "./objects.ts";
import type { AgentJob } from "./types.ts";

/** `GET jobs/{id}/`, once. Unknown: `NotFound` (reason `unknown-job`). */
export const getAgentJob = (api: AgentApi, id: string): Effect.Effect<AgentJob, JobwireError> =>
  api.ask(
    `job ${id}`,
    (client, init) => client.GET("/jobs/{job_id}/", { params: { path: { job_id: id } }, ...init }),
    decodeAgentJob(id),
  );

/** `GET jobs/`, once. */
export const listAgentJobs = (api: AgentApi): Effect.Effect<ReadonlyArray<AgentJob>, JobwireError> =>
  api.ask("jobs", (client, init) => client.GET("/jobs/", { ...init }), decodeAgentJobs);

/** `POST jobs/{id}/stop/`, once, without a body; gives the agent's answer, which has no known shape. */
export const stopAgentJob = (api: AgentApi, id: string): Effect.Effect<unknown, JobwireError> =>
  api.ask(
    `stop of job ${id}`,
    (client, init) => client.POST("/jobs/{job_id}/stop/", { params: { path: { job_id: id } }, ...init }),
    decodeAnything,
  );
