/** Statuses of Ray's jobs API (2.60); an unknown status passes unchanged and counts as not terminal. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED" | (string & {});

/** One job of `GET /api/jobs/{id}`, in camelCase. Times are epoch milliseconds. */
export interface RayJob {
  /**
   * `SUBMISSION` for a job that a client submitted, `DRIVER` for a script that connected by itself. A DRIVER has no
   * log, stop or delete.
   */
  readonly type: "SUBMISSION" | "DRIVER";
  /** Null for DRIVER jobs. */
  readonly submissionId: string | null;
  /** Ray's own job id; null until the entrypoint connects to Ray, then the last driver's. */
  readonly jobId: string | null;
  /** The status; one that Jobwire does not know passes through and is not terminal. */
  readonly status: RayJobStatus;
  /** The command that Ray runs. */
  readonly entrypoint: string;
  /** Ray's own sentence about the job; null when it has none. */
  readonly message: string | null;
  /** Ray's code for the failure, such as `JOB_ENTRYPOINT_COMMAND_ERROR` (since Ray 2.43); null without one. */
  readonly errorType: string | null;
  /** The time of the submit, in epoch milliseconds. */
  readonly startTimeMs: number | null;
  /** Null until the job is terminal (the 0 of a running DRIVER becomes null). */
  readonly endTimeMs: number | null;
  /** The submit's own key-value pairs; null without any. */
  readonly metadata: Readonly<Record<string, string>> | null;
  /** The runtime_env in Ray's own spelling; null without one. May contain secrets of `env_vars`. */
  readonly runtimeEnv: Readonly<Record<string, unknown>> | null;
  /** The process of the entrypoint that connected to Ray; null before, or when none does. */
  readonly driverInfo: {
    /** Ray's own job id. */
    readonly id: string;
    /** The IP address of the node on which it runs. */
    readonly nodeIpAddress: string;
    /** The process id, as text. */
    readonly pid: string;
  } | null;
  /** The address of the agent on the job's node; null before the job has a node. Clients rarely reach it. */
  readonly driverAgentHttpAddress: string | null;
  /** The id of the node that runs the entrypoint; null before the job has one. */
  readonly driverNodeId: string | null;
  /** The entrypoint's exit code; negative for a signal, null when it has none. */
  readonly driverExitCode: number | null;
  /**
   * Fields, by Ray's names, with unexpected values; they are null here (`status` is `UNKNOWN`). Absent when every field is
   * readable.
   */
  readonly unreadable?: ReadonlyArray<string>;
}
