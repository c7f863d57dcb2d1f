import type { LocalJob } from "../local-jobs/local-job.ts";
import { demands } from "./node-resources.ts";
import { redactRuntimeEnv } from "./runtime-env.ts";
import type { SubmitRequest } from "./submit-request.ts";

export type JobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";

export interface DriverInfo {
  /** The Ray job id, 8 hexadecimal digits. */
  readonly id: string;
  readonly node_ip_address: string;
  /** A string on the wire. */
  readonly pid: string;
}

/** A job as the server keeps it: a submission, or (DRIVER) a script that connected by itself. */
export interface JobRecord {
  readonly type: "SUBMISSION" | "DRIVER";
  /** Null for a DRIVER. */
  readonly submissionId: string | null;
  readonly request: SubmitRequest;
  readonly startTime: number;
  driver: DriverInfo | null;
  status: JobStatus;
  message: string | null;
  errorType: string | null;
  endTime: number | null;
  agentAddress: string | null;
  nodeId: string | null;
  exitCode: number | null;
  process: LocalJob | undefined;
  /** A stop arrived before the job started: the job starts anyway and is stopped then. */
  stopRequested: boolean;
}

export function isTerminal(status: JobStatus): boolean {
  return status === "STOPPED" || status === "SUCCEEDED" || status === "FAILED";
}

/** The object of `GET /api/jobs/{id}`, keys in Ray's order. It does not include entrypoint resources. */
export function jobDetails(job: JobRecord, redacted: boolean): Readonly<Record<string, unknown>> {
  const driver = job.type === "DRIVER";
  const runtimeEnv = job.request.runtime_env ?? (driver ? {} : null);
  return {
    type: job.type,
    job_id: job.driver?.id ?? null,
    submission_id: job.submissionId,
    driver_info: job.driver,
    status: job.status,
    entrypoint: job.request.entrypoint,
    message: driver ? null : (job.message ?? STATUS_MESSAGES[job.status](job.request)),
    error_type: job.errorType,
    start_time: job.startTime,
    end_time: job.endTime,
    metadata: job.request.metadata ?? (driver ? {} : null),
    runtime_env: redacted && runtimeEnv !== null ? redactRuntimeEnv(runtimeEnv) : runtimeEnv,
    driver_agent_http_address: job.agentAddress,
    driver_node_id: job.nodeId,
    driver_exit_code: job.exitCode,
  };
}

const STATUS_MESSAGES: Readonly<Record<JobStatus, (request: SubmitRequest) => string>> = {
  PENDING: (request) => {
    const resources =
      demands(request).length > 0
        ? " It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available."
        : "";
    const environment =
      Object.keys(request.runtime_env ?? {}).length > 0
        ? " It may be waiting for the runtime environment to be set up."
        : "";
    return `Job has not started yet.${resources}${environment}`;
  },
  RUNNING: () => "Job is currently running.",
  STOPPED: () => "Job was intentionally stopped.",
  SUCCEEDED: () => "Job finished successfully.",
  FAILED: () => "Job failed.",
};
