import type { Bytes } from "./answer.ts";
import { GrowingLog } from "./growing-log.ts";

/** The five statuses of a Ray job. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";

/** Who looks at the status: a job's own answer, the list, or a tail at the end of the log. */
export type StatusLook = "get" | "list" | "tail";

/** A job of a {@link FaultyRay}. */
export interface FaultyJobOptions {
  readonly log?: Bytes;
  /** A function is called at every look and may answer differently each time. Any string may be given, to see what a client does. */
  readonly status: RayJobStatus | ((look: StatusLook) => string);
  /** Fields of the job's answer (`message`, `driver_exit_code`, `runtime_env`, …) in place of the usual ones. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** False: no node ran it, so the log file is not to be had by submission id. Default: unless PENDING. */
  readonly hasNode?: boolean;
}

/** A test's hand on one job. */
export interface FaultyJob {
  readonly submissionId: string;
  /** Writes to the log; tails see it at once. */
  append(bytes: Bytes): void;
  /** Puts another log in place of this one. */
  replaceLog(bytes: Bytes): void;
  setStatus(status: RayJobStatus | ((look: StatusLook) => string)): void;
  /** Sets fields of the job's answer. */
  setDetails(details: Readonly<Record<string, unknown>>): void;
}

const messages: Readonly<Record<RayJobStatus, string>> = {
  PENDING: "Job has not started yet.",
  RUNNING: "Job is currently running.",
  STOPPED: "Job was intentionally stopped.",
  SUCCEEDED: "Job finished successfully.",
  FAILED: "Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars):\n",
};

/** A job as the server keeps it. */
export class JobRecord implements FaultyJob {
  readonly submissionId: string;
  readonly log: GrowingLog;
  #status: RayJobStatus | ((look: StatusLook) => string);
  #details: Readonly<Record<string, unknown>>;
  readonly #hasNode: boolean | undefined;

  constructor(submissionId: string, options: FaultyJobOptions) {
    this.submissionId = submissionId;
    this.log = new GrowingLog(options.log ?? "");
    this.#status = options.status;
    this.#details = options.details ?? {};
    this.#hasNode = options.hasNode;
  }

  append(bytes: Bytes): void {
    this.log.append(bytes);
  }

  replaceLog(bytes: Bytes): void {
    this.log.replace(bytes);
  }

  setStatus(status: RayJobStatus | ((look: StatusLook) => string)): void {
    this.#status = status;
    this.log.wake();
  }

  setDetails(details: Readonly<Record<string, unknown>>): void {
    this.#details = { ...this.#details, ...details };
  }

  status(look: StatusLook): string {
    return typeof this.#status === "function" ? this.#status(look) : this.#status;
  }

  /** Whether a tail that is at the end of the log may stop. */
  ended(): boolean {
    return isTerminal(this.status("tail"));
  }

  /** Whether a node ran it. A status function is not asked. */
  get hasNode(): boolean {
    return this.#hasNode ?? this.#status !== "PENDING";
  }

  /** The job's object as `GET /api/jobs/{id}` of Ray 2.60 gives it. */
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
      driver_node_id: placed ? nodeId : null,
      driver_exit_code: known === "SUCCEEDED" ? 0 : known === "FAILED" ? 1 : null,
      ...this.#details,
    };
  }
}

/** Whether Ray's status is final. */
export function isTerminal(status: string): boolean {
  return status === "SUCCEEDED" || status === "FAILED" || status === "STOPPED";
}
