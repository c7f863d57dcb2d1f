import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retryingInCall } from "../retry/call-retries.ts";

/**
 * Sends a delete, again as often as the call allows. After a try whose outcome is unknown, a job that the server no longer knows counts as deleted.
 */
export const deleteOnce =
  <Id>(send: (id: Id) => Effect.Effect<void, JobwireError>, budget: RetryBudget) =>
  (id: Id): Effect.Effect<void, JobwireError> =>
    Effect.suspend(() => {
      let triedBefore = false;
      return send(id).pipe(
        Effect.catchIf(
          (error) => triedBefore && error._tag === "NotFound" && error.reason === "unknown-job",
          () => Effect.void,
        ),
        Effect.tapError(() =>
          Effect.sync(() => {
            triedBefore = true;
          }),
        ),
        retryingInCall({ budget, policy: "transient" }),
      );
    });
