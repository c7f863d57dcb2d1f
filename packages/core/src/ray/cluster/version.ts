import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { JobwireError } from "../../errors.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import type { RayApi } from "../api.ts";
import type { RayVersion } from "./cluster-types.ts";

const WireVersion = Shape.Struct({
  version: Shape.String,
  ray_version: Shape.String,
  ray_commit: Shape.optionalKey(Shape.String),
  session_name: Shape.optionalKey(Shape.NullOr(Shape.String)),
});
const read = decodeShape(WireVersion);

/** Ray's versions: `GET /api/version`, once. Needs the token in token mode. */
export const getVersion = (api: RayApi): Effect.Effect<RayVersion, JobwireError> => {
  const label = `version of ${api.address}`;
  return Effect.flatMap(
    api.call(label, (client, init) => client.GET("/api/version", { ...init })),
    (body) =>
      Effect.map(
        read(label, body),
        (wire): RayVersion => ({
          apiVersion: wire.version,
          rayVersion: wire.ray_version,
          rayCommit: wire.ray_commit ?? "",
          sessionName: wire.session_name ?? null,
        }),
      ),
  );
};
