import * as Effect from "effect/Effect";
import { InvalidRequest, type JobwireError } from "../../errors.ts";
import type { StreamTimes } from "../../http/http.ts";
import type { RetryBudget } from "../../retry/retry-budget.ts";
import { retryingInCall } from "../../retry/call-retries.ts";
import type { RayApi } from "../api.ts";
import { decodeServe } from "./serve-schema.ts";
import type { ServeConfig, ServeStatus } from "./types.ts";

/** The limit until a response's head: the first request makes the module connect to Ray, and the first deploy starts Serve. */
const headMs = 60_000;

/** Single requests to Serve. */
export interface ServeCalls {
  readonly address: string;
  /** `GET /api/serve/applications/`, as often as the call allows. */
  readonly get: Effect.Effect<ServeStatus, JobwireError>;
  /** The same, once. */
  readonly readOnce: Effect.Effect<ServeStatus, JobwireError>;
  /** `PUT /api/serve/applications/`, repeated only when the server never saw it. */
  readonly put: (config: ServeConfig) => Effect.Effect<void, JobwireError>;
  /** `DELETE /api/serve/applications/`, as often as the call allows. */
  readonly delete: Effect.Effect<void, JobwireError>;
  /** `POST …/scale`, as often as the call allows: the same number twice is harmless. */
  readonly scale: (application: string, deployment: string, replicas: number) => Effect.Effect<void, JobwireError>;
}

/** Serve's requests to one cluster. */
export const makeServeCalls = (api: RayApi, budget: RetryBudget): ServeCalls => {
  const times: StreamTimes = {
    headMs: Math.max(api.http.times.headMs, headMs),
    idleMs: api.http.times.idleMs,
  };
  const path = "/api/serve/applications/";
  const again = retryingInCall({ budget });
  const ifUnseen = retryingInCall({ budget, policy: "not-sent" });
  const label = `Serve at ${api.address}`;
  const readOnce = Effect.flatMap(
    api.call(label, (client, init) => client.GET(path, { ...init }), times),
    (body) => decodeServe(label, body),
  );
  return {
    address: api.address,
    get: again(readOnce),
    readOnce,
    put: (config) =>
      Effect.asVoid(
        ifUnseen(
          // Ray checks the fields that the specification does not name.
          api.call(label, (client, init) => client.PUT(path, { body: config as never, ...init }), times),
        ),
      ),
    delete: Effect.asVoid(again(api.call(label, (client, init) => client.DELETE(path, { ...init }), times))),
    scale: (application, deployment, replicas) => {
      if (!Number.isSafeInteger(replicas) || replicas < 0) {
        return Effect.fail(
          new InvalidRequest({
            message: `replicas must be a whole number, 0 or more, not ${String(replicas)}`,
            reason: "local",
          }),
        );
      }
      const params = { path: { application, deployment } };
      const body = { target_num_replicas: replicas };
      return Effect.asVoid(
        again(
          api.call(
            label,
            (client, init) =>
              client.POST("/api/v1/applications/{application}/deployments/{deployment}/scale", {
                params,
                body,
                ...init,
              }),
            times,
          ),
        ),
      );
    },
  };
};
