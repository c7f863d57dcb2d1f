import { namedTable } from "../surface/named-table.ts";
import { timeoutNames } from "../http/timeout-names.ts";
import { checkedCalls } from "../surface/checked-calls.ts";
import type { JobOptionNames } from "../surface/job-backend.ts";
import { commonClientNames } from "../surface/job-client-names.ts";
import { callNames, jobStopNames, jobWaitNames, singleCallNames, tailNames } from "../surface/job-option-names.ts";
import type { NamesOf } from "../surface/option-names.ts";
import type { ReasonerJobEffects } from "./effects.ts";
import type { ReasonerJobTypes } from "./job-types.ts";
import type { ReasonerOptions } from "./options.ts";
import type { CreateOptions, CreateReadyOptions, EventsOptions, GetEventsOptions } from "./types.ts";

/** The options of a client of reasoner jobs. Its backend checks its own. */
export const reasonerNames: NamesOf<ReasonerOptions> = /* @__PURE__ */ namedTable(() => ({
  ...commonClientNames,
  backend: 1,
  timeouts: timeoutNames,
  onStatus: 1,
}));

/** Checks the keys of `include` by itself, in any case. */
const include = { include: 1 } as const;

/** The options of the operations that reasoner jobs share with others. */
export const reasonerJobNames: JobOptionNames<ReasonerJobTypes> = /* @__PURE__ */ namedTable(() => ({
  list: {
    ...callNames,
    ...include,
    reasonerType: 1,
    jobId: 1,
    state: 1,
    name: 1,
    createdBy: 1,
    onlyActive: 1,
    allUsers: 1,
    limit: 1,
    offset: 1,
  },
  get: { ...callNames, ...include },
  wait: { ...jobWaitNames, ...include },
  stop: { ...jobStopNames, ...include, allUsers: 1 },
  tail: tailNames,
}));

/** The options of a stream of events. */
export const eventsNames: NamesOf<EventsOptions> = /* @__PURE__ */ namedTable(() => ({
  ...singleCallNames,
  from: 1,
  stream: 1,
  pollIntervalMs: 1,
  retryForMs: 1,
}));

/** The options of a create. */
export const createNames: NamesOf<CreateOptions> = /* @__PURE__ */ namedTable(() => ({ ...callNames, timeoutMins: 1 }));
/** The options of `getEvents`. */
export const getEventsNames: NamesOf<GetEventsOptions> = /* @__PURE__ */ namedTable(() => ({
  ...callNames,
  continuationToken: 1,
  stream: 1,
}));

type OwnCalls = Pick<ReasonerJobEffects, "create" | "createReady" | "getEvents" | "getOperation">;

/** The calls that only reasoner jobs have, with a check of their options' names. */
export const withCheckedNames = (calls: OwnCalls): OwnCalls =>
  checkedCalls("jobs.", calls, { create: 3, createReady: 3, getEvents: 1, getOperation: 1 } satisfies At, {
    create: createNames,
    createReady: {
      ...jobWaitNames,
      ...include,
      maxRetries: 1,
      timeoutMins: 1,
    } satisfies NamesOf<CreateReadyOptions>,
    getEvents: getEventsNames,
    getOperation: callNames,
  });
type At = Record<keyof OwnCalls, number>;
