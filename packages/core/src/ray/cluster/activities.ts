import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type { JobwireError } from "../../errors.ts";
import { decodeJson } from "../../http/decode-json.ts";
import type { RayApi } from "../api.ts";

/** The activity of one component, which may keep the cluster busy. */
export interface RayActivity {
  readonly component: string;
  /** `ACTIVE`, `INACTIVE` or `ERROR`. */
  readonly state: string;
  readonly reason: string | null;
  /** The time of this report, in epoch milliseconds. */
  readonly seenAtMs: number;
  /** Epoch milliseconds; null when there was no activity. */
  readonly lastActivityAtMs: number | null;
}

const read = decodeJson(
  Schema.Record(
    Schema.String,
    Schema.Struct({
      is_active: Schema.String,
      reason: Schema.optionalKey(Schema.NullOr(Schema.String)),
      timestamp: Schema.Number,
      last_activity_at: Schema.optionalKey(Schema.NullOr(Schema.Number)),
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
