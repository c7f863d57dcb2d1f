import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { JobwireError } from "../../errors.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import type { RayApi } from "../api.ts";
import type { RayActivity } from "./cluster-types.ts";

const read = decodeShape(
  Shape.Record(
    Shape.Struct({
      is_active: Shape.String,
      reason: Shape.optionalKey(Shape.NullOr(Shape.String)),
      timestamp: Shape.Number,
      last_activity_at: Shape.optionalKey(Shape.NullOr(Shape.Number)),
    }),
  ),
);

/** The components that keep the cluster busy: `GET /api/component_activities`, once. */
export const componentActivities = (api: RayApi): Effect.Effect<ReadonlyArray<RayActivity>, JobwireError> => {
  const label = `activities at ${api.address}`;
  return Effect.gen(function* () {
    const body = yield* api.call(label, (client, init) => client.GET("/api/component_activities", { ...init }));
    return Object.entries(yield* read(label, body)).map(([component, wire]) => ({
      component,
      state: wire.is_active,
      reason: wire.reason ?? null,
      seenAtMs: wire.timestamp * 1000,
      lastActivityAtMs: typeof wire.last_activity_at === "number" ? wire.last_activity_at * 1000 : null,
    }));
  });
};
