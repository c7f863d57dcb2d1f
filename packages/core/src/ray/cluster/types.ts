import type { CallOptions } from "../../surface/options.ts";

/** What Ray's autoscaler says of the cluster. */
export interface RayClusterStatus {
  /** Nodes, use of resources and demands, as a text for people; null before the first report. */
  readonly text: string | null;
  readonly autoscalingError: string | null;
  /** The same as data, in the server's own shape, which no version promises; null before the first report. */
  readonly report: Readonly<Record<string, unknown>> | null;
}

/** Whether a component keeps the cluster busy. */
export interface RayActivity {
  readonly component: string;
  /** `ACTIVE`, `INACTIVE` or `ERROR`. */
  readonly state: string;
  readonly reason: string | null;
  /** When this was found, epoch milliseconds. */
  readonly seenAtMs: number;
  /** Epoch milliseconds; null when there was none. */
  readonly lastActivityAtMs: number | null;
}

/** One question of a diagnosis, and its answer. */
export interface DiagnosisCheck {
  readonly name: "address" | "token" | "version" | "jobs" | "state" | "file" | "websocket" | "writes";
  /** `warning`: it works, with a limit; `skipped`: it could not be asked, because of an earlier failure. */
  readonly result: "ok" | "warning" | "failed" | "skipped";
  /** What was found, and what to do about it. */
  readonly message: string;
}

/** How this client and this cluster get on. */
export interface RayDiagnosis {
  readonly address: string;
  /** The runtime of the adapter, such as `node 24.21.0`. */
  readonly runtime: string;
  readonly rayVersion: string | null;
  /** Nothing failed. */
  readonly ok: boolean;
  readonly checks: ReadonlyArray<DiagnosisCheck>;
  /** The sources that a tail uses here, best first, and why; none when the cluster cannot be used. */
  readonly tail: ReadonlyArray<{ readonly source: "websocket" | "file" | "plain"; readonly why: string }>;
}

/** The cluster as a whole. */
export interface RayClusterCalls {
  readonly clusterStatus: (options?: CallOptions) => Promise<RayClusterStatus>;
  /** Drivers keep a cluster busy; a submitted job does only once its command connects to Ray. */
  readonly activities: (options?: CallOptions) => Promise<ReadonlyArray<RayActivity>>;
  /** Asks for each thing that Jobwire relies on. Rejects only when it is aborted or runs out of time. */
  readonly diagnose: (options?: CallOptions) => Promise<RayDiagnosis>;
}
