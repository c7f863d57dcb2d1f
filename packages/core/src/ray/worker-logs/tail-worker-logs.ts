import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import type { JobwireError } from "../../errors.ts";
import { checked } from "../../surface/checked.ts";
import type { JobClient } from "../../surface/job-client.ts";
import type { JobEffects } from "../../surface/job-effects.ts";
import type { RayApi } from "../api.ts";
import type { RayJobTypes } from "../types.ts";
import { checkWorkerLogs } from "./check-tails.ts";
import { jobWorkerLogs } from "./job-worker-logs.ts";
import type { WorkerLogBatch, WorkerLogsOptions } from "./types.ts";
import { streamInSpan } from "../../surface/spans.ts";

/** The logs of all workers of one job, with the checks, span and redaction of every operation. */
export const tailWorkerLogs = (
  api: RayApi,
  client: JobClient,
  jobs: Pick<JobEffects<RayJobTypes>, "get" | "wait">,
  id: string,
  options: Omit<WorkerLogsOptions, "signal"> = {},
): Stream.Stream<WorkerLogBatch, JobwireError> => {
  const { retryForMs = client.retryForMs } = options;
  return Stream.unwrap(
    Effect.map(
      checked(() => checkWorkerLogs(id, options)),
      () =>
        jobWorkerLogs({ id, api, client: { ...client, retryForMs }, get: jobs.get(id), wait: jobs.wait(id) }, options),
    ),
  ).pipe(
    // Within the span: a tracer gets the error, too.
    Stream.mapError(client.redactor.error),
    streamInSpan("jobwire.ray.jobs.tailWorkerLogs", { "server.address": api.address, "jobwire.job.id": id }),
  );
};
