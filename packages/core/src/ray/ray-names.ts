import { timeoutNames } from "../http/timeout-names.ts";
import { callNames, jobStopNames, jobWaitNames, tailNames } from "../surface/job-option-names.ts";
import type { JobOptionNames } from "../surface/job-backend.ts";
import { jobClientNames } from "../surface/job-client-names.ts";
import type { NamesOf } from "../surface/option-names.ts";
import type { RayJobTypes, RayOptions } from "./types.ts";

/** The options of a client of a Ray cluster. */
export const rayNames: NamesOf<RayOptions> = {
  ...jobClientNames,
  address: 1,
  token: 1,
  tokenHeader: 1,
  headers: 1,
  allowInsecureToken: 1,
  browserProxy: 1,
  timeouts: timeoutNames,
};

/** The options of the operations of Ray's jobs. */
export const rayJobNames: JobOptionNames<RayJobTypes> = {
  list: { ...callNames, status: 1, limit: 1, onLeftOut: 1 },
  get: callNames,
  wait: jobWaitNames,
  stop: jobStopNames,
  tail: tailNames,
};
