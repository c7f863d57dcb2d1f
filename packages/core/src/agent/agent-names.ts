import { namedTable } from "../surface/named-table.ts";
import { timeoutNames } from "../http/timeout-names.ts";
import type { JobOptionNames } from "../surface/job-backend.ts";
import { jobClientNames } from "../surface/job-client-names.ts";
import { callNames, jobStopNames, jobWaitNames, lineLimitNames, tailNames } from "../surface/job-option-names.ts";
import type { NamesOf, SurfaceNames } from "../surface/option-names.ts";
import type { OptionsAt } from "../surface/options-at.ts";
import type { AgentStreamLimits } from "./stream-limits.ts";
import type { AgentClient, AgentJobTypes, AgentOptions } from "./types.ts";

const agentLimitNames: NamesOf<AgentStreamLimits> = lineLimitNames;

/** The options of a client of an agent. */
export const agentNames: NamesOf<AgentOptions> = /* @__PURE__ */ namedTable(() => ({
  ...jobClientNames,
  address: 1,
  agentToken: 1,
  userToken: 1,
  tenant: 1,
  allowInsecureToken: 1,
  timeouts: timeoutNames,
  limits: agentLimitNames,
}));

/** The options of the operations of an agent's jobs. */
export const agentJobNames: JobOptionNames<AgentJobTypes> = /* @__PURE__ */ namedTable(() => ({
  list: callNames,
  get: callNames,
  wait: jobWaitNames,
  stop: jobStopNames,
  tail: { ...tailNames, limits: agentLimitNames, connectMs: 1 },
}));

/** The calls of an agent beside its jobs. */
export type AgentCalls = Omit<
  AgentClient,
  "kind" | "address" | "redact" | "jobs" | "close" | typeof Symbol.asyncDispose
>;

const collectionAt = { list: 0, get: 1 } as const;

/** Where each call takes its options. */
export const agentCallsAt: OptionsAt<AgentCalls> = /* @__PURE__ */ namedTable(() => ({
  health: 0,
  gpuStatus: 0,
  nodes: collectionAt,
  tasks: collectionAt,
  serve: { ...collectionAt, delete: 1 },
  resources: { cluster: 0, checkFeasibility: 1, getPolicy: 0, updatePolicy: 1 },
  plugins: { releases: { ...collectionAt, create: 1, delete: 1 }, run: 2, runDebug: 1 },
}));

const collection = { list: callNames, get: callNames } as const;

/** The options of each call. */
export const agentCallNames: SurfaceNames<AgentCalls> = /* @__PURE__ */ namedTable(() => ({
  health: callNames,
  gpuStatus: callNames,
  nodes: collection,
  tasks: collection,
  serve: { ...collection, delete: callNames },
  resources: {
    cluster: { ...callNames, useCache: 1 },
    checkFeasibility: callNames,
    getPolicy: callNames,
    updatePolicy: callNames,
  },
  plugins: {
    releases: { ...collection, create: callNames, delete: callNames },
    run: callNames,
    runDebug: callNames,
  },
}));
