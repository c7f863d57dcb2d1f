import { ScriptedJob, type ScriptedJobHandle, type ScriptedJobOptions, type StatusLook } from "./scripted-job.ts";

/** The five statuses of a Ray job. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";

/** A job of a {@link FaultyRay}; `details` may hold `message`, `driver_exit_code`, `runtime_env`, … */
export interface FaultyJobOptions extends ScriptedJobOptions<RayJobStatus> {
  /** False: no node ran the job, so its log file is not available by submission id. Default: true unless PENDING. */
  readonly hasNode?: boolean;
}

/** A test's control over one job. */
export interface FaultyJob extends ScriptedJobHandle<RayJobStatus> {
  /** The id under which the dashboard serves the job. */
  readonly submissionId: string;
}

const messages: Readonly<Record<RayJobStatus, string>> = {
  PENDING: "Job has not started yet.",
  RUNNING: "Job is currently running.",
  STOPPED: "Job was intentionally stopped.",
  SUCCEEDED: "Job finished successfully.",
  FAILED: "Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars):\n",
};

/** A job as the server keeps it. */
export class JobRecord extends ScriptedJob<RayJobStatus> implements FaultyJob {
  readonly submissionId: string;
  /** The node that ran it, if that is not the server's present node. */
  formerNode: string | undefined;
  /** Its log file was on a disk that is lost. */
  fileIsGone = false;
  readonly #hasNode: boolean | undefined;

  constructor(submissionId: string, options: FaultyJobOptions) {
    super(options);
    this.submissionId = submissionId;
    this.#hasNode = options.hasNode;
  }

  /** Whether a tail at the end of the log may stop. */
  ended(): boolean {
    return isTerminal(this.status("tail"));
  }

  /** Whether a node ran it. Does not call a status function. */
  get hasNode(): boolean {
    return this.#hasNode ?? this.plainStatus !== "PENDING";
  }

  /** The job object as `GET /api/jobs/{id}` of Ray 2.60 returns it. */
  answer(look: StatusLook, nodeId: string): Record<string, unknown> {
    const status = this.status(look);
    const known = status in messages ? (status as RayJobStatus) : "RUNNING";
    const placed = this.#hasNode ?? known !== "PENDING";
    return {
      type: "SUBMISSION",
      job_id: null,
      submission_id: this.submissionId,
      driver_info: null,
      status,
      entrypoint: "echo scripted",
      message: messages[known],
      error_type: known === "FAILED" ? "JOB_ENTRYPOINT_COMMAND_ERROR" : null,
      start_time: 1_795_301_742_907,
      end_time: isTerminal(status) ? 1_795_301_755_571 : null,
      metadata: null,
      runtime_env: null,
      driver_agent_http_address: placed ? "http://192.0.2.2:52365" : null,
      driver_node_id: placed ? (this.formerNode ?? nodeId) : null,
      driver_exit_code: !placed ? null : known === "SUCCEEDED" ? 0 : known === "FAILED" ? 1 : null,
      ...this.details,
    };
  }
}

/** Whether a Ray status is terminal. */
export function isTerminal(status: string): boolean {
  return status === "SUCCEEDED" || status === "FAILED" || status === "STOPPED";
}
