import { namedTable } from "./named-table.ts";
import type { JobClientOptions } from "./job-client.ts";
import type { NamesOf } from "./option-names.ts";

/** The options that every client has. */
export const commonClientNames: NamesOf<Omit<JobClientOptions, "retryAuthForMs">> = {
  timeoutMs: 1,
  maxRetries: 1,
  retryForMs: 1,
  pollIntervalMs: 1,
  logger: 1,
  logLevel: 1,
};

/** The options that clients share whose credentials may be renewed meanwhile. */
export const jobClientNames: NamesOf<JobClientOptions> = /* @__PURE__ */ namedTable(() => ({
  ...commonClientNames,
  retryAuthForMs: 1,
}));
