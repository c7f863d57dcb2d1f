import { Effect, Schema } from "effect";
import type { JobwireError } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { decodeJson } from "../http/decode-json.ts";

const read = decodeJson(Schema.Struct({ stopped: Schema.Boolean }));

/**
 * `POST /api/jobs/{id}/stop`, once: asks the job to stop and does not wait. Asking twice is harmless. SIGTERM, then SIGKILL 3 s
 * later; the job reads RUNNING until its processes are gone. A PENDING job stays PENDING: it is started and then stopped when
 * resources come free, and ends FAILED after 900 s when they never do.
 */
export const stopJob = (api: RayApi, id: string): Effect.Effect<{ readonly stopped: boolean }, JobwireError> => {
  const label = `stop of job ${id} at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) =>
      client.POST("/api/jobs/{submission_id}/stop", { params: { path: { submission_id: id } }, ...init }),
    ),
    (body) => read(label, body),
  );
};
