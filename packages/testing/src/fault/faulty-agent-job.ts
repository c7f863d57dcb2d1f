import type { AgentJob, AgentLog } from "../agent-server/agent-job.ts";
import { ScriptedJob, type ScriptedJobHandle, type ScriptedJobOptions, type StatusLook } from "./scripted-job.ts";

/** The statuses of an agent's job. */
export type AgentJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";

/** A job of a {@link FaultyAgent}. */
export interface FaultyAgentJobOptions extends ScriptedJobOptions<AgentJobStatus> {
  /** The fields of the job object that hold its id and its status; the agent's own documents leave both open. */
  readonly idField?: "submission_id" | "job_id" | "id";
  /** The field that holds the status. Default `status`. */
  readonly statusField?: "status" | "state";
}

/** A test's control over one job. */
export interface FaultyAgentJob extends ScriptedJobHandle<AgentJobStatus> {
  /** The id under which the agent serves the job. */
  readonly jobId: string;
}

/** A job as the server keeps it. */
export class ScriptedAgentJob extends ScriptedJob<AgentJobStatus> implements FaultyAgentJob {
  readonly jobId: string;
  /** The same job as the agent serves it. */
  readonly served: AgentJob;

  constructor(jobId: string, options: FaultyAgentJobOptions) {
    super(options);
    this.jobId = jobId;
    const { log } = this;
    const served: AgentLog = {
      length: () => log.length,
      read: (start, limit) => log.slice(start, start + limit),
      changed: (signal) => log.changed(signal),
    };
    this.served = {
      id: jobId,
      log: served,
      ended: () => isOver(this.status("tail")),
      answer: (look) => this.#answer(look, options.idField ?? "submission_id", options.statusField ?? "status"),
      stop: () => this.#stop(),
    };
  }

  #stop(): boolean {
    if (isOver(this.status("get"))) return false;
    this.setStatus("STOPPED");
    return true;
  }

  #answer(look: StatusLook, idField: string, statusField: string): Readonly<Record<string, unknown>> {
    return {
      type: "SUBMISSION",
      [idField]: this.jobId,
      [statusField]: this.status(look),
      entrypoint: "echo scripted",
      message: null,
      start_time: 1_795_301_742_907,
      ...this.details,
    };
  }
}

/** Whether a status is terminal, in any case. An unknown status is not. */
function isOver(status: string): boolean {
  return /^(succeeded|failed|stopped|completed?|cancell?ed)$/i.test(status);
}
