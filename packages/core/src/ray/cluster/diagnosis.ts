/** One check of a diagnosis. */
export interface DiagnosisCheck {
  /** What the check tried: a part of the way to the cluster, or a source of logs. */
  readonly name: "address" | "token" | "version" | "jobs" | "state" | "file" | "websocket" | "plain" | "writes";
  /**
   * `failed`: nothing works without it. `warning`: the rest works, with the limit that the message names. `untried`: the check sent no
   * request, and the message names the reason.
   */
  readonly result: "ok" | "warning" | "failed" | "untried";
  /** The finding, and the advice. */
  readonly message: string;
}

/** The result of a diagnosis of a cluster from this client. */
export interface RayDiagnosis {
  /** The dashboard's address, without a trailing slash. */
  readonly address: string;
  /** The runtime of the adapter, such as `node 24.21.0`. */
  readonly runtime: string;
  /** Ray's version; null when no response reported it. */
  readonly rayVersion: string | null;
  /** True when the jobs API and at least one source of a log work: this is all that submits, waits and tails need. */
  readonly ok: boolean;
  /** The checks, in the order in which they ran. */
  readonly checks: ReadonlyArray<DiagnosisCheck>;
  /** The sources that a tail uses here, best first, with the reason; empty when the cluster is unusable. */
  readonly tail: ReadonlyArray<{
    /** The source. */
    readonly source: "websocket" | "file" | "plain";
    /** Why it has this rank, as a phrase for people. */
    readonly why: string;
  }>;
}
