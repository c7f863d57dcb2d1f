import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { getVersion } from "../cluster/version.ts";
import { isMarked } from "./marker-bytes.ts";

/** Whether the cluster adds marker bytes to log files, by its version: `GET /api/version`. */
export const readMarked = (api: RayApi): Effect.Effect<boolean, JobwireError> =>
  Effect.map(getVersion(api), ({ rayVersion }) => isMarked(rayVersion));
