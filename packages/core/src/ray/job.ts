/** Statuses of Ray's jobs API (2.60); an unknown word is passed on and counts as not terminal. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED" | (string & {});

/** One job as `GET /api/jobs/{id}` gives it, in camelCase. Times are epoch milliseconds. */
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
  /** When it was submitted. */
  readonly startTime: number | null;
  /** Null until terminal (a DRIVER's 0 while running is given as null). */
  readonly endTime: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly runtimeEnv: Readonly<Record<string, unknown>> | null;
  readonly driverInfo: { readonly id: string; readonly nodeIpAddress: string; readonly pid: string } | null;
  readonly driverAgentHttpAddress: string | null;
  readonly driverNodeId: string | null;
  readonly driverExitCode: number | null;
  /**
   * Fields, by Ray's names, that hold something else than they should, and are null here (`status` reads `UNKNOWN`). Absent when
   * there are none.
   */
  readonly unreadable?: ReadonlyArray<string>;
}
