import { isJobwireError, type JobwireError, type JobwireErrorTag } from "@jobwire/core";

/** The failure of a case. */
export class NotConform extends Error {
  override readonly name = "NotConform";
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? "undefined").slice(0, 600);

/** Fails unless the condition is true. */
export function holds(truth: boolean, what: string): asserts truth {
  if (!truth) throw new NotConform(what);
}

/** Fails unless both are the same as JSON. */
export const same = (actual: unknown, expected: unknown, what: string): void => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new NotConform(`${what}: got ${shown(actual)}, expected ${shown(expected)}`);
  }
};

/** The error that a promise rejects with; fails when it resolves, or rejects with anything but a Jobwire error. */
export const failure = async (promise: Promise<unknown>): Promise<JobwireError> => {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new NotConform(`it did not fail but returned ${shown(outcome.value)}`);
  if (!isJobwireError(outcome.error))
    throw new NotConform(`it failed with an error that is not Jobwire's: ${String(outcome.error)}`);
  return outcome.error;
};

/** {@link failure} with this tag and, if given, this reason. */
export const failsWith = async (
  promise: Promise<unknown>,
  tag: JobwireErrorTag,
  reason?: string,
): Promise<JobwireError> => {
  const error = await failure(promise);
  const expected = reason === undefined ? tag : `${tag} (${reason})`;
  const got = reason === undefined ? error._tag : `${error._tag} (${error.reason ?? "no reason"})`;
  if (got !== expected) throw new NotConform(`failed with ${got}, expected ${expected}: ${error.message}`);
  return error;
};

/** Waits until `look` returns true; fails after 20 s, or after the given limit. */
export const until = async (
  look: () => boolean | Promise<boolean>,
  what: string,
  limitMs: number = 20_000,
): Promise<void> => {
  const limit = Date.now() + limitMs;
  while (!(await look())) {
    if (Date.now() > limit) throw new NotConform(`it did not happen within ${limitMs / 1_000} s: ${what}`);
    await sleep(20);
  }
};

/** Waits for this many milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
