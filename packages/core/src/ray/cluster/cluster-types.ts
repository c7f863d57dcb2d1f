/** The activity of one component, which may keep the cluster busy. */
export interface RayActivity {
  /** The component that reports, such as `driver` for connected drivers. */
  readonly component: string;
  /** `ACTIVE`, `INACTIVE` or `ERROR`. */
  readonly state: string;
  /** Ray's own explanation; null when it has none. */
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
  /** The autoscaler's last error; null without one. */
  readonly autoscalingError: string | null;
  /** The same as data, in the server's own shape, which may change with any version; null before the first report. */
  readonly report: Readonly<Record<string, unknown>> | null;
}

/** The versions of `GET /api/version`. */
export interface RayVersion {
  /** The version of the jobs API, "4" in 2.40 to 2.60. */
  readonly apiVersion: string;
  /** Ray's version, such as `2.60.0`. */
  readonly rayVersion: string;
  /** The commit that Ray was built from. */
  readonly rayCommit: string;
  /** The name of the head's session, which every restart changes; null when Ray does not report it. */
  readonly sessionName: string | null;
}
