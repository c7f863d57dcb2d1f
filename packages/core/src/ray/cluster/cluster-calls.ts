import type { OptionsAt } from "../../surface/options-at.ts";
import type { CallOptions, SingleCallOptions } from "../../surface/options.ts";
import type { RayActivity, RayClusterStatus } from "./cluster-types.ts";
import type { RayDiagnosis } from "./diagnosis.ts";

export type { RayActivity, RayClusterStatus, RayVersion } from "./cluster-types.ts";
export type { DiagnosisCheck, RayDiagnosis } from "./diagnosis.ts";

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
  readonly diagnose: (options?: SingleCallOptions) => Promise<RayDiagnosis>;
}

/** Where each call takes its options. */
const clusterAt: OptionsAt<RayClusterCalls> = { clusterStatus: 0, activities: 0, diagnose: 0 };
// The default export, because the public entries re-export every named type of this file, and nothing else.
export default clusterAt;
