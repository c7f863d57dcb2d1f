import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { JobwireError } from "../../errors.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import type { RayApi } from "../api.ts";
import type { RayClusterStatus } from "./cluster-types.ts";

const optionalText = Shape.optionalKey(Shape.NullOr(Shape.String));

const readReport = decodeShape(
  Shape.Struct({
    data: Shape.Struct({
      autoscalingError: optionalText,
      clusterStatus: Shape.optionalKey(Shape.NullOr(Shape.Record(Shape.Unknown))),
    }),
  }),
);
const readText = decodeShape(Shape.Struct({ data: Shape.Struct({ clusterStatus: optionalText }) }));

/** The autoscaler's report as data and as text: `GET /api/cluster_status` in both formats. */
export const clusterStatus = (api: RayApi): Effect.Effect<RayClusterStatus, JobwireError> =>
  Effect.gen(function* () {
    const label = `status of ${api.address}`;
    const ask = (query: { readonly format?: "1" }): ReturnType<RayApi["call"]> =>
      api.call(label, (client, init) => client.GET("/api/cluster_status", { params: { query }, ...init }));
    const { data } = yield* readReport(label, yield* ask({}));
    const text = yield* readText(label, yield* ask({ format: "1" }));
    return {
      text: text.data.clusterStatus ?? null,
      autoscalingError: data.autoscalingError ?? null,
      report: data.clusterStatus ?? null,
    };
  });
