import type { AgentJob } from "../agent-server/agent-job.ts";
import { LocalJob } from "../local-jobs/local-job.ts";
import type { Watchdog } from "../local-jobs/watchdog.ts";
import { FileLog } from "./file-log.ts";

/** The command of a job. */
export interface AgentJobRequest {
  /** Run by `/bin/sh -c`. */
  readonly entrypoint: string;
  /** Your own fields; the job keeps them. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Variables that the command gets besides those of the server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder in which the command runs. Default: the server's own. */
  readonly workingDirectory?: string;
}

/** Where and how jobs run. */
export interface AgentJobSite {
  readonly logFile: string;
  readonly watchdog: Watchdog;
  readonly pollMs: number;
  readonly killAfterMs: number;
}

/** A local process as a job of the agent. */
export class LocalAgentJob implements AgentJob {
  readonly id: string;
  readonly log: FileLog;
  /** Settles when the job has its final status. */
  readonly over: Promise<void>;
  readonly #request: AgentJobRequest;
  readonly #process: LocalJob;
  readonly #killAfterMs: number;
  readonly #startTime = Date.now();
  #status: "RUNNING" | "SUCCEEDED" | "FAILED" | "STOPPED" = "RUNNING";
  #exitCode: number | null = null;
  #endTime: number | null = null;
  #stopped = false;

  private constructor(id: string, request: AgentJobRequest, log: FileLog, process: LocalJob, killAfterMs: number) {
    this.id = id;
    this.log = log;
    this.#request = request;
    this.#process = process;
    this.#killAfterMs = killAfterMs;
    this.over = this.#end();
  }

  /** Rejects when the command cannot start. */
  static async start(id: string, request: AgentJobRequest, site: AgentJobSite): Promise<LocalAgentJob> {
    const log = await FileLog.open(site.logFile, site.pollMs);
    try {
      const process = await LocalJob.start({ ...request, logFile: site.logFile, watchdog: site.watchdog });
      return new LocalAgentJob(id, request, log, process, site.killAfterMs);
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  ended(): boolean {
    return this.#status !== "RUNNING";
  }

  /** The fields of the recorded mock agent's jobs. */
  answer(): Readonly<Record<string, unknown>> {
    return {
      type: "SUBMISSION",
      job_id: null,
      submission_id: this.id,
      status: this.#status,
      entrypoint: this.#request.entrypoint,
      message: this.#message(),
      error_type: this.#status === "FAILED" ? "JOB_ENTRYPOINT_COMMAND_ERROR" : null,
      start_time: this.#startTime,
      end_time: this.#endTime,
      metadata: this.#request.metadata ?? {},
      runtime_env: {},
      driver_exit_code: this.#exitCode,
    };
  }

  stop(): boolean {
    if (this.ended()) return false;
    this.#stopped = true;
    void this.#process.stop(this.#killAfterMs);
    return true;
  }

  /** Kills the rest of the job, including background children, and closes its log. */
  async close(): Promise<void> {
    await this.#process.kill();
    await this.over;
    await this.log.close();
  }

  async #end(): Promise<void> {
    const exitCode = await this.#process.exited;
    // STOPPED only when the whole group has ended: until then it may still write.
    if (this.#stopped) await this.#process.stop(this.#killAfterMs);
    else this.#exitCode = exitCode;
    this.#status = this.#stopped ? "STOPPED" : exitCode === 0 ? "SUCCEEDED" : "FAILED";
    this.#endTime = Date.now();
  }

  #message(): string {
    switch (this.#status) {
      case "RUNNING":
        return "Job is currently running.";
      case "SUCCEEDED":
        return "Job finished successfully.";
      case "STOPPED":
        return "Job was intentionally stopped.";
      case "FAILED":
        return `Job entrypoint command failed with exit code ${this.#exitCode}.`;
    }
  }
}
