import type { OptionsAt } from "../surface/options-at.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { JobSearch, RayStateCalls } from "./state/types.ts";

const rowsAt = { list: 0, get: 1 } as const;

/** Where each operation of the state API takes its options. */
export const stateAt: OptionsAt<RayStateCalls> = {
  nodes: rowsAt,
  workers: rowsAt,
  placementGroups: rowsAt,
  tasks: { ...rowsAt, summary: 0, timeline: 0, getLogs: 1 },
  actors: { ...rowsAt, summary: 0, getLogs: 1 },
  objects: { ...rowsAt, summary: 0 },
};

/** The state API with the search of jobs. */
export interface RaySearchCalls extends RayStateCalls {
  readonly searchJobs: JobSearch;
}

/** The same of the state API with the search of jobs. */
export const searchAt: OptionsAt<RaySearchCalls> = { ...stateAt, searchJobs: 0 };

/** The same of Serve. */
export const serveAt: OptionsAt<RayServe> = {
  get: 0,
  deploy: 1,
  replace: 1,
  delete: 1,
  shutdown: 0,
  wait: 1,
  scale: 3,
};

/** The same of packages. */
export const packagesAt: OptionsAt<RayPackages> = { has: 1, upload: 1 };
