import type { Calls } from "../../surface/calls.ts";
import type { Effectful, OptionsAt } from "../../surface/effectful.ts";
import type { RayApi } from "../api.ts";
import { componentActivities } from "./activities.ts";
import { clusterStatus } from "./cluster-status.ts";
import { diagnose } from "./diagnose.ts";
import type { RayClusterCalls } from "./types.ts";

/** Where each call takes its options, for the promise surface. */
export const clusterOptionsAt: OptionsAt<RayClusterCalls> = { clusterStatus: 0, activities: 0, diagnose: 0 };

/** The calls about one cluster as a whole, as Effects. */
export const clusterEffects = (
  api: RayApi,
  { read, limited, timeoutOf, span }: Pick<Calls, "read" | "limited" | "timeoutOf" | "span">,
): Effectful<RayClusterCalls> => ({
  clusterStatus: (options) => read("clusterStatus", clusterStatus(api), options),
  activities: (options) => read("activities", componentActivities(api), options),
  diagnose: (options) => diagnose(api).pipe(limited("diagnosis", timeoutOf(options)), span("diagnose")),
});

/** The same calls among all operations of a cluster. */
export const clusterCallsOf = (effects: Effectful<RayClusterCalls>): Effectful<RayClusterCalls> => {
  const names = Object.keys(clusterOptionsAt) as ReadonlyArray<keyof RayClusterCalls>;
  return Object.fromEntries(names.map((name) => [name, effects[name]])) as unknown as Effectful<RayClusterCalls>;
};
