import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { AgentApi } from "./api.ts";
import { decodeAgentJob, decodeAgentJobs } from "./job-schema.ts";
import { decodeAnything } from "./objects.ts";
import type { AgentJob } from "./types.ts";

/** Reads a job: `GET jobs/{id}/`, once. An unknown job is `NotFound` (reason `unknown-job`). */
export const getAgentJob = (api: AgentApi, id: string): Effect.Effect<AgentJob, JobwireError> =>
  api.ask(
    `job ${id}`,
    (client, init) => client.GET("/jobs/{job_id}/", { params: { path: { job_id: id } }, ...init }),
    decodeAgentJob(id),
  );

/** Lists the jobs: `GET jobs/`, once. */
export const listAgentJobs = (api: AgentApi): Effect.Effect<ReadonlyArray<AgentJob>, JobwireError> =>
  api.ask("jobs", (client, init) => client.GET("/jobs/", { ...init }), decodeAgentJobs);

/** Stops a job: `POST jobs/{id}/stop/`, once, without a body. Returns the agent's response, whose shape is unknown. */
export const stopAgentJob = (api: AgentApi, id: string): Effect.Effect<unknown, JobwireError> =>
  api.ask(
    `stop of job ${id}`,
    (client, init) => client.POST("/jobs/{job_id}/stop/", { params: { path: { job_id: id } }, ...init }),
    decodeAnything,
  );
