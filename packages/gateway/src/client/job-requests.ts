import type { JobwireError } from "@jobwire/core";
import * as Effect from "effect/Effect";
import { jsonHeaders, type SystemApi } from "./api.ts";
import { decodeJob, decodeJobs, decodeSubmitted } from "./decode.ts";
import type { components } from "../generated/gateway.ts";

/** The requests about jobs that every system has. `Job` is the job as the client of that system returns it. */
export interface JobRequests<Job> {
  readonly get: (id: string, include?: string) => Effect.Effect<Job, JobwireError>;
  readonly list: (query?: {
    readonly limit?: number;
    readonly status?: string;
  }) => Effect.Effect<ReadonlyArray<Job>, JobwireError>;
  /** Submits once and returns the id that the gateway names. */
  readonly submit: (body: components["schemas"]["SubmitRequest"]) => Effect.Effect<string, JobwireError>;
  /** Asks a job to stop, and returns the body of the response. */
  readonly stop: (id: string) => Effect.Effect<string, JobwireError>;
  readonly delete: (id: string) => Effect.Effect<void, JobwireError>;
}

/** The requests about jobs of one system; `read` checks a job. */
export const jobRequests = <Job>(
  api: SystemApi,
  read: (job: Readonly<Record<string, unknown>>) => Job,
): JobRequests<Job> => {
  const { call, system, at } = api;
  const path = (id: string) => ({ system, id });
  return {
    get: (id, include) => {
      const label = `job ${id}${at}`;
      const query = include === undefined || include === "" ? {} : { include };
      return Effect.flatMap(
        call(label, (client, init) =>
          client.GET("/v1/systems/{system}/jobs/{id}", { params: { path: path(id), query }, ...init }),
        ),
        ({ text }) => Effect.map(decodeJob(label, text), ({ job }) => read(job)),
      );
    },
    list: (query = {}) => {
      const label = `jobs${at}`;
      return Effect.flatMap(
        call(label, (client, init) =>
          client.GET("/v1/systems/{system}/jobs", { params: { path: { system }, query }, ...init }),
        ),
        ({ text }) => Effect.map(decodeJobs(label, text), ({ jobs }) => jobs.map(({ job }) => read(job))),
      );
    },
    submit: (body) => {
      const label = `submit${at}`;
      return Effect.flatMap(
        call(label, (client, init) =>
          client.POST("/v1/systems/{system}/jobs", { params: { path: { system } }, body, ...init }),
        ),
        ({ text }) => Effect.map(decodeSubmitted(label, text), ({ id }) => id),
      );
    },
    stop: (id) =>
      Effect.map(
        call(`stop of job ${id}${at}`, (client, init) =>
          client.POST("/v1/systems/{system}/jobs/{id}/stop", {
            params: { path: path(id) },
            headers: jsonHeaders,
            ...init,
          }),
        ),
        ({ text }) => text,
      ),
    delete: (id) =>
      Effect.asVoid(
        call(`delete of job ${id}${at}`, (client, init) =>
          client.DELETE("/v1/systems/{system}/jobs/{id}", {
            params: { path: path(id) },
            headers: jsonHeaders,
            ...init,
          }),
        ),
      ),
  };
};
