import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { type RetryPolicy, retrying } from "./retrying.ts";

/** How often and for how long the current call may send a request again. */
export interface CallRetries {
  /** The number of tries, the first included. */
  readonly attempts: number;
  /** Milliseconds; undefined without a limit. */
  readonly forMs: number | undefined;
  /** True when the caller chose them for this call, so that they replace limits that a request has of its own. */
  readonly chosen: boolean;
}

/** The limits of the retries of the current call. */
export const callRetries: Context.Reference<CallRetries> = Context.Reference<CallRetries>("@jobwire/core/callRetries", {
  defaultValue: () => ({ attempts: 3, forMs: undefined, chosen: false }),
});

/** {@link retrying} within the limits of the current call. */
export const retryingInCall =
  (
    policy: Omit<RetryPolicy, "attempts" | "forMs">,
  ): (<A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>) =>
  <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
    Effect.flatMap(callRetries, ({ attempts, forMs }) => retrying({ ...policy, attempts, forMs })(effect));
