import { Effect, Schema } from "effect";
import type { JobwireError } from "../errors.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import type { RayApi } from "./api.ts";
import { decodeJson } from "../http/decode-json.ts";

const read = decodeJson(Schema.Struct({ deleted: Schema.Boolean }));

/**
 * `DELETE /api/jobs/{id}`: forgets a terminal job; its log file stays on the node. At most three tries; when an earlier one may
 * have worked, a job that is not known any more counts as deleted. A job that runs: `Conflict` (reason `not-terminal`).
 */
export const deleteJob = (api: RayApi, budget: RetryBudget, id: string): Effect.Effect<void, JobwireError> => {
  const label = `delete of job ${id} at ${api.address}`;
  return Effect.suspend(() => {
    let triedBefore = false;
    return Effect.flatMap(
      api.call(label, (client, init) =>
        client.DELETE("/api/jobs/{submission_id}", { params: { path: { submission_id: id } }, ...init }),
      ),
      (body) => Effect.asVoid(read(label, body)),
    ).pipe(
      Effect.catchIf(
        (error) => triedBefore && error._tag === "NotFound" && error.reason === "unknown-job",
        () => Effect.void,
      ),
      Effect.tapError(() =>
        Effect.sync(() => {
          triedBefore = true;
        }),
      ),
      retrying({ budget, attempts: 3 }),
    );
  });
};
