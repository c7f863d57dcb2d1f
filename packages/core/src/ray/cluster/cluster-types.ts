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

/** The report of Ray's autoscaler. */
export interface RayClusterStatus {
  /** Nodes, resource use and demands, as a text for people; null before the first report. */
  readonly text: string | null;
  readonly autoscalingError: string | null;
  /** The same as data, in the server's own shape, which may change with any version; null before the first report. */
  readonly report: Readonly<Record<string, unknown>> | null;
}

/** The versions of `GET /api/version`. */
export interface RayVersion {
  /** The version of the jobs API, "4" in 2.40 to 2.60. */
  readonly apiVersion: string;
  readonly rayVersion: string;
  readonly rayCommit: string;
  readonly sessionName: string | null;
}
