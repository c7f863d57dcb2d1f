import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";

/** Checks that the cluster's control store responds: `GET /api/gcs_healthz`, once. Never needs a token. */
export const checkHealth = (api: RayApi): Effect.Effect<void, JobwireError> => {
  const label = `health of ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/gcs_healthz", { ...init })),
    (body) =>
      body.trim() === "success"
        ? Effect.void
        : Effect.fail(
            new BadResponse({
              message: `${label}: the response is not that of a healthy head: ${excerpt(body, 256)}. Check that the address is a Ray dashboard (usually port 8265)`,
              reason: "shape",
              statusCode: 200,
            }),
          ),
  );
};
