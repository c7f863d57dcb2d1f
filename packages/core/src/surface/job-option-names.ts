import type { StreamLimits, TailOptions } from "../tail/options.ts";
import type { NamesOf } from "./option-names.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions, SingleCallOptions, SubmitOptions } from "./options.ts";

/** The options of a call that sends each of its requests once. */
export const singleCallNames: NamesOf<SingleCallOptions> = { signal: 1, timeoutMs: 1 };

/** The options of a call. */
export const callNames: NamesOf<CallOptions> = { ...singleCallNames, maxRetries: 1, retryForMs: 1, onResponse: 1 };

/** The options of a submit. */
export const submitNames: NamesOf<SubmitOptions> = { ...callNames, onRetry: 1 };

/** The options of a wait. */
export const jobWaitNames: NamesOf<JobWaitOptions<never>> = {
  ...singleCallNames,
  retryForMs: 1,
  pollIntervalMs: 1,
  retryAuthForMs: 1,
  onChange: 1,
  onRetry: 1,
  onStatus: 1,
};

/** The options of a stop. */
export const jobStopNames: NamesOf<JobStopOptions<never>> = { ...jobWaitNames, maxRetries: 1, onResponse: 1, wait: 1 };

/** The limits of any tail. */
export const lineLimitNames: NamesOf<Omit<StreamLimits, "maxHeldLineBytes">> = {
  maxMessages: 1,
  maxLines: 1,
  maxBytes: 1,
  maxLineBytes: 1,
  oversize: 1,
};

const streamLimitNames: NamesOf<StreamLimits> = { ...lineLimitNames, maxHeldLineBytes: 1 };

/** The options of a tail. */
export const tailNames: NamesOf<TailOptions> = {
  signal: 1,
  protocol: 1,
  from: 1,
  tail: 1,
  follow: 1,
  limits: streamLimitNames,
  onStatus: 1,
  idleMs: 1,
  timeoutMs: 1,
  retryForMs: 1,
  retryAuthForMs: 1,
};
