import { namedTable } from "../../surface/named-table.ts";
import { callNames } from "../../surface/job-option-names.ts";
import type { NamesOf, SurfaceNames } from "../../surface/option-names.ts";
import type { JobSearchOptions, RayStateCalls, StateListOptions } from "./types.ts";

/** The options of a search for jobs. */
export const searchNames: NamesOf<JobSearchOptions> = /* @__PURE__ */ namedTable(() => ({
  ...callNames,
  limit: 1,
  filters: 1,
}));

const listNames = /* @__PURE__ */ namedTable(() => ({ ...searchNames, detail: 1 }) satisfies NamesOf<StateListOptions>);
const rows = /* @__PURE__ */ namedTable(() => ({ list: listNames, get: callNames }) as const);
const summary = /* @__PURE__ */ namedTable(() => ({ ...callNames, filters: 1 }) as const);
const logNames = /* @__PURE__ */ namedTable(() => ({ ...callNames, stream: 1, lines: 1 }) as const);

/** The options of each operation of the state API. */
export const stateNames: SurfaceNames<RayStateCalls> = /* @__PURE__ */ namedTable(() => ({
  nodes: rows,
  workers: rows,
  placementGroups: rows,
  tasks: {
    ...rows,
    list: { ...listNames, excludeDriver: 1 },
    summary,
    timeline: { ...callNames, jobId: 1 },
    getLogs: { ...logNames, attemptNumber: 1 },
  },
  actors: { ...rows, summary, getLogs: logNames },
  objects: { ...rows, summary },
}));
