/** One check of a diagnosis. */
export interface DiagnosisCheck {
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
  readonly address: string;
  /** The runtime of the adapter, such as `node 24.21.0`. */
  readonly runtime: string;
  readonly rayVersion: string | null;
  /** True when the jobs API and at least one source of a log work: this is all that submits, waits and tails need. */
  readonly ok: boolean;
  readonly checks: ReadonlyArray<DiagnosisCheck>;
  /** The sources that a tail uses here, best first, with the reason; empty when the cluster is unusable. */
  readonly tail: ReadonlyArray<{ readonly source: "websocket" | "file" | "plain"; readonly why: string }>;
}
