import * as Effect from "effect/Effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import { shownValue } from "./shown-value.ts";

/** Turns an error that a check throws into a failure; anything but an error of the family is a defect. */
export const checked = <A>(check: () => A): Effect.Effect<A, JobwireError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(check());
    } catch (error) {
      return isJobwireError(error) ? Effect.fail(error) : Effect.die(error);
    }
  });

/** The milliseconds, if set; throws `InvalidRequest` (reason `local`) unless they are above 0. Infinity is no limit. */
export const positiveMs = (name: string, value: number | undefined): number | undefined => {
  if (value === undefined || (typeof value === "number" && value > 0)) return value;
  throw new InvalidRequest({
    message: `${name} must be a number of milliseconds above 0, not ${shownValue(value)}`,
    reason: "local",
  });
};

/** Like {@link positiveMs}, but 0 is allowed. */
export const zeroOrMoreMs = (name: string, value: number | undefined): number | undefined => {
  if (value === undefined || (typeof value === "number" && value >= 0)) return value;
  throw new InvalidRequest({
    message: `${name} must be a number of milliseconds, 0 or more, not ${shownValue(value)}`,
    reason: "local",
  });
};

/** Like {@link positiveMs}, but finite, as an interval must be. */
export const intervalMs = (name: string, value: number | undefined): number | undefined => {
  if (value === undefined || (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY)) return value;
  throw new InvalidRequest({
    message: `${name} must be a finite number of milliseconds above 0, not ${shownValue(value)}`,
    reason: "local",
  });
};

/** The number of retries, if set; throws `InvalidRequest` (reason `local`) unless it is a whole number, 0 or more. Infinity is no limit. */
export const retryCount = (value: number | undefined): number | undefined => {
  if (value === undefined || value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 0))
    return value;
  throw new InvalidRequest({
    message: `maxRetries must be a whole number, 0 or more, not ${shownValue(value)}`,
    reason: "local",
  });
};

/** The boolean, if set; throws `InvalidRequest` (reason `local`) for anything else. */
export const booleanOption = (name: string, value: unknown): boolean | undefined => {
  if (value === undefined || typeof value === "boolean") return value;
  throw new InvalidRequest({ message: `${name} must be true or false, not ${shownValue(value)}`, reason: "local" });
};

/** The options that every wait has; throws `InvalidRequest` (reason `local`). */
export const checkWaitOptions = (options: {
  readonly timeoutMs?: number | undefined;
  readonly pollIntervalMs?: number | undefined;
  readonly retryForMs?: number | undefined;
  readonly retryAuthForMs?: number | undefined;
}): void => {
  positiveMs("timeoutMs", options.timeoutMs);
  zeroOrMoreMs("retryForMs", options.retryForMs);
  zeroOrMoreMs("retryAuthForMs", options.retryAuthForMs);
  intervalMs("pollIntervalMs", options.pollIntervalMs);
};

/** Checks each id of a list; throws `InvalidRequest` (reason `local`) for an empty list, and for a value that is no list. */
export const checkIds = <Id>(ids: unknown, check: (id: unknown) => Id): ReadonlyArray<Id> => {
  if (Array.isArray(ids) && ids.length > 0) return Array.from(ids, (id) => check(id));
  throw new InvalidRequest({
    message: `waitAll needs a list of at least one job id, not ${Array.isArray(ids) ? "an empty list" : shownValue(ids)}`,
    reason: "local",
  });
};
