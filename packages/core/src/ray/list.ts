import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { RayApi } from "./api.ts";
import { decodeJobs } from "./job-schema.ts";
import type { RayJob } from "./types.ts";

/** `GET /api/jobs/`, once: every job and driver that the cluster remembers, in the server's order (not that of time). */
export const listJobs = (api: RayApi): Effect.Effect<ReadonlyArray<RayJob>, JobwireError> => {
  const label = `jobs at ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/jobs/", { ...init })),
    (body) => decodeJobs(label, body),
  );
};
