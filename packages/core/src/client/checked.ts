import { Effect } from "effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";

/** Turns what a check throws into a failure; anything but an error of the family is a defect. */
export const checked = <A>(check: () => A): Effect.Effect<A, JobwireError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(check());
    } catch (error) {
      return isJobwireError(error) ? Effect.fail(error) : Effect.die(error);
    }
  });

/** The milliseconds given, if any; throws `InvalidRequest` (reason `local`) unless they are above 0. */
export const positiveMs = (name: string, value: number | undefined): number | undefined => {
  if (value === undefined || (typeof value === "number" && value > 0)) return value;
  throw new InvalidRequest({ message: `${name} must be a number of milliseconds above 0`, reason: "local" });
};
