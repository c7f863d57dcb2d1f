import type { Calls } from "../../surface/calls.ts";
import type { Effectful, OptionsAt } from "../../surface/effectful.ts";
import type { CallOptions } from "../../surface/options.ts";
import type { RayApi } from "../api.ts";
import { componentActivities, type RayActivity } from "./activities.ts";
import { clusterStatus, type RayClusterStatus } from "./cluster-status.ts";
import { diagnose } from "./diagnose.ts";
import type { RayDiagnosis } from "./diagnosis.ts";

export type { RayActivity } from "./activities.ts";
export type { RayClusterStatus } from "./cluster-status.ts";
export type { DiagnosisCheck, RayDiagnosis } from "./diagnosis.ts";
export type { RayVersion } from "./version.ts";

/** Calls about the cluster as a whole. */
export interface RayClusterCalls {
  /** Reads the autoscaler's report. */
  readonly clusterStatus: (options?: CallOptions) => Promise<RayClusterStatus>;
  /**
   * Reads which components are active. Drivers keep a cluster busy; a submitted job does so only once its command connects to
   * Ray.
   */
  readonly activities: (options?: CallOptions) => Promise<ReadonlyArray<RayActivity>>;
  /** Checks everything that Jobwire relies on. Rejects only when it is aborted or exceeds its time limit. */
  readonly diagnose: (options?: CallOptions) => Promise<RayDiagnosis>;
}

interface ClusterCalls {
  /** Where each call takes its options, for the promise surface. */
  readonly optionsAt: OptionsAt<RayClusterCalls>;
  /** The calls about one cluster as a whole, as Effects. */
  readonly effects: (
    api: RayApi,
    calls: Pick<Calls, "read" | "limited" | "timeoutOf" | "span">,
  ) => Effectful<RayClusterCalls>;
}

const clusterCalls: ClusterCalls = {
  optionsAt: { clusterStatus: 0, activities: 0, diagnose: 0 },
  effects: (api, { read, limited, timeoutOf, span }) => ({
    clusterStatus: (options) => read("clusterStatus", clusterStatus(api), options),
    activities: (options) => read("activities", componentActivities(api), options),
    diagnose: (options) => diagnose(api).pipe(limited("diagnosis", timeoutOf(options)), span("diagnose")),
  }),
};
// The default export, because the public entries re-export every named type of this file, and nothing else.
export default clusterCalls;
