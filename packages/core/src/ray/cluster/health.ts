import { Effect } from "effect";
import { BadResponse, type JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";

/** `GET /api/gcs_healthz`, once: whether the cluster's control store answers. Never needs a token. */
export const checkHealth = (api: RayApi): Effect.Effect<void, JobwireError> => {
  const label = `health of ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/gcs_healthz", { ...init })),
    (body) =>
      body.trim() === "success"
        ? Effect.void
        : Effect.fail(
            new BadResponse({
              message: `${label}: not what a healthy head says: ${excerpt(body, 256)}`,
              reason: "shape",
              statusCode: 200,
            }),
          ),
  );
};
