import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import type { JobwireError } from "../errors.ts";
import { decodeShape } from "../http/decode-shape.ts";
import type { RayApi } from "./api.ts";
import { checked } from "../surface/checked.ts";
import { decodeJob, decodeJobs, decodeSelectedJobs } from "./job-schema.ts";
import type { RayJob } from "./job.ts";
import { checkSelection, type JobListOptions } from "./select-jobs.ts";

const decodeStopped = decodeShape(Shape.Struct({ stopped: Shape.Boolean }));
const decodeDeleted = decodeShape(Shape.Struct({ deleted: Shape.Boolean }));

/**
 * Reads a job: `GET /api/jobs/{id}`, once. The id is a submission id or Ray's own job id, already checked. Fails with
 * `NotFound` for an unknown job.
 */
export const getJob = (api: RayApi, id: string): Effect.Effect<RayJob, JobwireError> => {
  const label = `job ${id} at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) =>
      client.GET("/api/jobs/{submission_id}", { params: { path: { submission_id: id } }, ...init }),
    ),
    (body) => decodeJob(label, body),
  );
};

/** Lists every job and driver that the cluster remembers, in the server's order (not by time): `GET /api/jobs/`, once. */
export const listJobs = (api: RayApi): Effect.Effect<ReadonlyArray<RayJob>, JobwireError> => {
  const label = `jobs at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/jobs/", { ...init })),
    (body) => decodeJobs(label, body),
  );
};

/** Lists a selection of them, with the same single request: Ray's list has no filter (2.40 to 2.60). */
export const listSelectedJobs = (
  api: RayApi,
  { status, limit, onLeftOut }: Omit<JobListOptions, "signal">,
): Effect.Effect<ReadonlyArray<RayJob>, JobwireError> => {
  const label = `jobs at ${api.address}`;
  return Effect.gen(function* () {
    const selection = yield* checked(() => checkSelection({ status, limit }));
    const body = yield* api.call(label, (client, init) => client.GET("/api/jobs/", { ...init }));
    const { jobs, leftOut } = yield* decodeSelectedJobs(label, body, selection);
    yield* Effect.sync(() => onLeftOut?.(leftOut));
    return jobs;
  });
};

/**
 * Asks the job to stop and returns at once: `POST /api/jobs/{id}/stop`, once. A second stop is harmless. Ray sends SIGTERM,
 * then SIGKILL 3 s later; it reports the job RUNNING until its processes have ended. A PENDING job stays PENDING: Ray starts
 * and then stops it when resources become free, and sets it to FAILED after 900 s if they never do.
 */
export const stopJob = (api: RayApi, id: string): Effect.Effect<{ readonly stopped: boolean }, JobwireError> => {
  const label = `stop of job ${id} at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) =>
      client.POST("/api/jobs/{submission_id}/stop", { params: { path: { submission_id: id } }, ...init }),
    ),
    (body) => decodeStopped(label, body),
  );
};

/**
 * Deletes a terminal job's record: `DELETE /api/jobs/{id}`, once; its log file stays on the node. A running job is `Conflict`
 * (reason `not-terminal`).
 */
export const deleteJob = (api: RayApi, id: string): Effect.Effect<void, JobwireError> => {
  const label = `delete of job ${id} at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) =>
      client.DELETE("/api/jobs/{submission_id}", { params: { path: { submission_id: id } }, ...init }),
    ),
    (body) => Effect.asVoid(decodeDeleted(label, body)),
  );
};
