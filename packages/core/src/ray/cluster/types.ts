import type { CallOptions } from "../../surface/options.ts";

/** The report of Ray's autoscaler. */
export interface RayClusterStatus {
  /** Nodes, resource use and demands, as a text for people; null before the first report. */
  readonly text: string | null;
  readonly autoscalingError: string | null;
  /** The same as data, in the server's own shape, which may change with any version; null before the first report. */
  readonly report: Readonly<Record<string, unknown>> | null;
}

/** The activity of one component, which may keep the cluster busy. */
export interface RayActivity {
  readonly component: string;
  /** `ACTIVE`, `INACTIVE` or `ERROR`. */
  readonly state: string;
  readonly reason: string | null;
  /** The time of this report, in epoch milliseconds. */
  readonly seenAtMs: number;
  /** Epoch milliseconds; null when there was no activity. */
  readonly lastActivityAtMs: number | null;
}

/** One check of a diagnosis. */
export interface DiagnosisCheck {
  readonly name: "address" | "token" | "version" | "jobs" | "state" | "file" | "websocket" | "writes";
  /** `warning`: it works, with a limit; `skipped`: an earlier failure prevented the check. */
  readonly result: "ok" | "warning" | "failed" | "skipped";
  /** The finding, and the advice. */
  readonly message: string;
}

/** The result of a diagnosis of a cluster from this client. */
export interface RayDiagnosis {
  readonly address: string;
  /** The runtime of the adapter, such as `node 24.21.0`. */
  readonly runtime: string;
  readonly rayVersion: string | null;
  /** True when no check failed or was skipped. */
  readonly ok: boolean;
  readonly checks: ReadonlyArray<DiagnosisCheck>;
  /** The sources that a tail uses here, best first, with the reason; empty when the cluster is unusable. */
  readonly tail: ReadonlyArray<{ readonly source: "websocket" | "file" | "plain"; readonly why: string }>;
}

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
