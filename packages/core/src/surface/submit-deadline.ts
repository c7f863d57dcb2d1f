import * as Effect from "effect/Effect";
import { type JobwireError, Timeout } from "../errors.ts";

/**
 * Ends a submit after `timeoutMs` milliseconds; without it there is no limit. Fails with `Timeout` (reason `deadline`) when nothing
 * was submitted, and with the error of `unknown` while a send is under way or its outcome is unknown.
 */
export const withSubmitDeadline = <A>(
  submitted: Effect.Effect<A, JobwireError>,
  limit: {
    readonly label: string;
    readonly timeoutMs: number | undefined;
    /** The error when the job may have been submitted; undefined when it certainly was not. */
    readonly unknown: (late: Timeout) => JobwireError | undefined;
  },
): Effect.Effect<A, JobwireError> => {
  const { label, timeoutMs, unknown } = limit;
  if (timeoutMs === undefined) return submitted;
  return Effect.timeoutOrElse(submitted, {
    duration: timeoutMs,
    orElse: () => {
      const late = new Timeout({
        message: `${label}: the submit did not finish within ${timeoutMs} ms (timeoutMs). Nothing was submitted; try again, or set a higher timeoutMs`,
        reason: "deadline",
      });
      return Effect.fail(unknown(late) ?? late);
    },
  });
};
