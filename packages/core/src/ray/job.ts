/** Statuses of Ray's jobs API (2.60); an unknown status passes unchanged and counts as not terminal. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED" | (string & {});

/** One job of `GET /api/jobs/{id}`, in camelCase. Times are epoch milliseconds. */
export interface RayJob {
  readonly type: "SUBMISSION" | "DRIVER";
  /** Null for DRIVER jobs. */
  readonly submissionId: string | null;
  /** Ray's own job id; null until the entrypoint connects to Ray, then the last driver's. */
  readonly jobId: string | null;
  readonly status: RayJobStatus;
  readonly entrypoint: string;
  readonly message: string | null;
  readonly errorType: string | null;
  /** The time of the submit, in epoch milliseconds. */
  readonly startTimeMs: number | null;
  /** Null until the job is terminal (the 0 of a running DRIVER becomes null). */
  readonly endTimeMs: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly runtimeEnv: Readonly<Record<string, unknown>> | null;
  readonly driverInfo: { readonly id: string; readonly nodeIpAddress: string; readonly pid: string } | null;
  readonly driverAgentHttpAddress: string | null;
  readonly driverNodeId: string | null;
  readonly driverExitCode: number | null;
  /**
   * Fields, by Ray's names, with unexpected values; they are null here (`status` is `UNKNOWN`). Absent when every field is
   * readable.
   */
  readonly unreadable?: ReadonlyArray<string>;
}
