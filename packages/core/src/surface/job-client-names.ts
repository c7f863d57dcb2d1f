import type { JobClientOptions } from "./job-client.ts";
import type { NamesOf } from "./option-names.ts";

/** The options that every client has. */
export const jobClientNames: NamesOf<JobClientOptions> = {
  timeoutMs: 1,
  maxRetries: 1,
  retryForMs: 1,
  retryAuthForMs: 1,
  pollIntervalMs: 1,
  logger: 1,
  logLevel: 1,
};
