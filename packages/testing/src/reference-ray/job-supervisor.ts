import { appendFileSync } from "node:fs";
import { lastLogLines } from "../local-jobs/last-log-lines.ts";
import { LocalJob } from "../local-jobs/local-job.ts";
import type { Watchdog } from "../local-jobs/watchdog.ts";
import { isTerminal, type JobRecord, type JobStatus } from "./job-record.ts";
import { demands, type NodeResources } from "./node-resources.ts";
import type { ReferenceRayClocks } from "./options.ts";
import type { PackageStore } from "./package-store.ts";
import { pythonTraceback } from "./python-traceback.ts";
import { logTime } from "./log-time.ts";
import { supervisorStartFailure } from "./supervisor-refusal.ts";
import { prepareRuntimeEnv } from "./runtime-env.ts";

/** Where jobs run: the node, its clocks and its folder of logs. */
export interface JobSite {
  readonly packages: PackageStore;
  readonly watchdog: Watchdog;
  readonly logDirectory: string;
  readonly nodeId: string;
  readonly nodeIp: string;
  readonly agentAddress: () => string;
  readonly resources: NodeResources;
  readonly clocks: ReferenceRayClocks;
}

/** Takes jobs from PENDING to their end. */
export class JobSupervisor {
  readonly #site: JobSite;
  /** Jobs that are PENDING for lack of resources, oldest first. */
  readonly #waiting = new Map<JobRecord, string>();
  readonly #timers = new Map<JobRecord, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #supervised = new WeakSet<JobRecord>();
  /** Includes deleted jobs: their background processes must not outlive the server. */
  readonly #started = new Set<LocalJob>();
  #closed = false;

  constructor(site: JobSite) {
    this.#site = site;
  }

  supervise(job: JobRecord, log: string): void {
    this.#supervised.add(job);
    const failure = supervisorStartFailure(job.submissionId ?? "", job.request);
    if (failure !== undefined) {
      appendFileSync(log, `${logTime(new Date())}\t${failure.warning}`);
      this.#end(job, "FAILED", failure.message, { errorType: "JOB_SUPERVISOR_ACTOR_START_FAILURE" });
      return;
    }
    this.#waiting.set(job, log);
    this.#startWaiting();
    if (this.#waiting.has(job))
      this.#after(job, this.#site.clocks.startTimeoutMs, () => {
        this.#waiting.delete(job);
        this.#end(job, "FAILED", startTimeoutMessage(job, this.#site.clocks.startTimeoutMs), {
          errorType: "JOB_SUPERVISOR_ACTOR_START_TIMEOUT",
        });
      });
  }

  /** Whether the job is PENDING and something will start it. */
  isWaiting(job: JobRecord): boolean {
    return job.status === "PENDING" && this.#supervised.has(job);
  }

  stop(job: JobRecord): boolean {
    // Ray finds no supervisor of a job whose log it could not open.
    if (isTerminal(job.status) || !this.#supervised.has(job)) return false;
    job.stopRequested = true;
    void job.process?.stop(this.#site.clocks.killAfterMs);
    return true;
  }

  /** Ends every remaining process, including the jobs' background processes. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#site.watchdog.close();
    for (const started of this.#started) await started.kill();
    await Promise.all(this.#running);
  }

  #startWaiting(): void {
    for (const [job, log] of this.#waiting) {
      if (!this.#site.resources.reserve(job.request)) continue;
      this.#waiting.delete(job);
      this.#after(job, this.#site.clocks.supervisorStartMs, () => {
        const running = this.#run(job, log)
          .catch((error: unknown) => this.#fail(job, error))
          .finally(() => {
            this.#running.delete(running);
            this.#site.resources.release(job.request);
            if (!this.#closed) this.#startWaiting();
          });
        this.#running.add(running);
      });
    }
  }

  #fail(job: JobRecord, error: unknown): void {
    this.#end(job, "FAILED", `Unexpected error occurred: ${error instanceof Error ? error.message : String(error)}`, {
      errorType: "JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE",
    });
  }

  async #run(job: JobRecord, log: string): Promise<void> {
    const id = job.submissionId ?? "";
    const prepared = prepareRuntimeEnv(job.request.runtime_env, this.#site.nodeIp, this.#site.packages);
    if ("failure" in prepared) {
      this.#end(job, "FAILED", prepared.failure, { errorType: "RUNTIME_ENV_SETUP_FAILURE" });
      // Without a line end, and only in the file: the job never gets a node, so neither `/logs` nor a tail shows it.
      appendFileSync(log, prepared.failure);
      return;
    }
    job.status = "RUNNING";
    job.nodeId = this.#site.nodeId;
    job.agentAddress = this.#site.agentAddress();
    let running: LocalJob;
    try {
      running = await LocalJob.start({
        entrypoint: job.request.entrypoint,
        logFile: log,
        watchdog: this.#site.watchdog,
        announcement: `Running entrypoint for job ${id}: ${job.request.entrypoint}\n`,
        environment: {
          PYTHONUNBUFFERED: "1",
          RAY_JOB_CONFIG_JSON_ENV_VAR: JSON.stringify({
            runtime_env: job.request.runtime_env ?? {},
            metadata: { job_submission_id: id, job_name: id, ...job.request.metadata },
          }),
          ...prepared.environment,
        },
        ...(prepared.folder === undefined ? {} : { workingDirectory: prepared.folder }),
      });
    } catch (error) {
      this.#end(job, "FAILED", startFailureMessage(error), { errorType: "JOB_ENTRYPOINT_COMMAND_START_ERROR" });
      return;
    }
    job.process = running;
    this.#started.add(running);
    if (this.#closed) return await running.kill();
    if (job.stopRequested) void running.stop(this.#site.clocks.killAfterMs);
    const exitCode = await running.exited;
    if (job.stopRequested) {
      // STOPPED wins over any exit code, and is only set when the whole group has ended.
      await running.stop(this.#site.clocks.killAfterMs);
      return this.#end(job, "STOPPED", null, {});
    }
    if (this.#closed) return;
    if (exitCode === 0) this.#end(job, "SUCCEEDED", null, { exitCode });
    else
      this.#end(job, "FAILED", exitMessage(exitCode, lastLogLines(log, 10, 20_000)), {
        exitCode,
        errorType: "JOB_ENTRYPOINT_COMMAND_ERROR",
      });
  }

  #end(job: JobRecord, status: JobStatus, message: string | null, rest: Partial<JobRecord>): void {
    clearTimeout(this.#timers.get(job));
    this.#timers.delete(job);
    Object.assign(job, { status, message, endTime: Date.now(), ...rest });
  }

  #after(job: JobRecord, delayMs: number, act: () => void): void {
    clearTimeout(this.#timers.get(job));
    this.#timers.set(job, setTimeout(act, delayMs));
  }
}

function startTimeoutMessage(job: JobRecord, timeoutMs: number): string {
  const seconds = timeoutMs / 1000;
  const timeout =
    `Job supervisor actor failed to start within ${Number.isInteger(seconds) ? seconds.toFixed(1) : seconds} seconds. ` +
    "This timeout can be configured by setting the environment variable RAY_JOB_START_TIMEOUT_SECONDS.";
  if (demands(job.request).length === 0) return timeout;
  return (
    `${timeout} This may be because the job entrypoint's specified resources (entrypoint_num_cpus, entrypoint_num_gpus, ` +
    "entrypoint_resources, entrypoint_memory)aren't available on the cluster. Try checking the cluster's available " +
    "resources with `ray status` and specifying fewer resources for the job entrypoint."
  );
}

function exitMessage(exitCode: number, lastLines: string): string {
  if (lastLines === "") return `Job entrypoint command failed with exit code ${exitCode}. No logs available.`;
  return `Job entrypoint command failed with exit code ${exitCode}, last available logs (truncated to 20,000 chars):\n${lastLines}`;
}

function startFailureMessage(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return pythonTraceback(
    [
      [
        "ray/dashboard/modules/job/job_supervisor.py",
        333,
        "run",
        "child_process = self._exec_entrypoint(env, log_path)",
        "self._exec_entrypoint(env, log_path)",
      ],
    ],
    reason.includes("null bytes") ? "ValueError: embedded null byte" : `OSError: ${reason}`,
  );
}
