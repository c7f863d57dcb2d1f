import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { decodeJob } from "./job-schema.ts";
import type { RayJob } from "./types.ts";

/** `GET /api/jobs/{id}`, once. The id is a submission id or Ray's own job id, checked before. Unknown: `NotFound`. */
export const getJob = (api: RayApi, id: string): Effect.Effect<RayJob, JobwireError> => {
  const label = `job ${id} at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) =>
      client.GET("/api/jobs/{submission_id}", { params: { path: { submission_id: id } }, ...init }),
    ),
    (body) => decodeJob(label, body),
  );
};
