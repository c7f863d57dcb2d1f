import type { Calls } from "../../surface/calls.ts";
import type { Effectful } from "../../surface/effectful.ts";
import { checkedSurface } from "../../surface/checked-calls.ts";
import { callNames, singleCallNames } from "../../surface/job-option-names.ts";
import type { RayApi } from "../api.ts";
import { componentActivities } from "./activities.ts";
import clusterAt, { type RayClusterCalls } from "./cluster-calls.ts";
import { clusterStatus } from "./cluster-status.ts";
import { diagnose } from "./diagnose.ts";

/** The calls about one cluster as a whole, as Effects. */
export const clusterEffects = (
  api: RayApi,
  { read, limited, timeoutOf, span }: Pick<Calls, "read" | "limited" | "timeoutOf" | "span">,
): Effectful<RayClusterCalls> =>
  checkedSurface<RayClusterCalls>(
    {
      clusterStatus: (options) => read("clusterStatus", clusterStatus(api), options),
      activities: (options) => read("activities", componentActivities(api), options),
      diagnose: (options) => diagnose(api).pipe(limited("diagnosis", timeoutOf(options)), span("diagnose")),
    },
    clusterAt,
    { clusterStatus: callNames, activities: callNames, diagnose: singleCallNames },
  );
