import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { hash, randomBytes } from "node:crypto";
import { JobSupervisor, type JobSite } from "./job-supervisor.ts";
import { logTime } from "./log-time.ts";
import { type DriverInfo, isTerminal, type JobRecord } from "./job-record.ts";
import type { SubmitRequest } from "./submit-request.ts";
import { supervisorRow } from "./supervisor-row.ts";

/** A submission that the agent refused: Ray's head wraps `answer` into a 500. */
export class SubmissionRefused extends Error {
  readonly kind: "duplicate" | "log";
  constructor(kind: "duplicate" | "log", message: string) {
    super(message);
    this.kind = kind;
  }
}

/** All jobs of the cluster, by submission id or Ray job id. */
export class JobTable {
  readonly #site: JobSite;
  readonly #supervisor: JobSupervisor;
  readonly #submissions = new Map<string, JobRecord>();
  readonly #drivers = new Map<string, JobRecord>();
  #nextDriver = 2;

  constructor(site: JobSite) {
    this.#site = site;
    this.#supervisor = new JobSupervisor(site);
  }

  /** Finds a job by Ray job id first, then by submission id, as Ray does. */
  find(id: string): JobRecord | undefined {
    const driver = this.#drivers.get(id);
    if (driver !== undefined) return driver;
    for (const job of this.#submissions.values()) if (job.driver?.id === id) return job;
    return this.#submissions.get(id);
  }

  /** Submissions first (not in time order: Ray lists keys of a hash table), then DRIVER entries. */
  list(): readonly JobRecord[] {
    const submissions = [...this.#submissions].map(([id, job]) => [hash("sha1", id), job] as const);
    submissions.sort(([a], [b]) => (a < b ? -1 : 1));
    return [...submissions.map(([, job]) => job), ...this.#drivers.values()];
  }

  /** Returns the new job's id. Throws SubmissionRefused; after one of kind "log" the job exists and stays PENDING forever. */
  submit(request: SubmitRequest): string {
    const id = request.submission_id || request.job_id || `raysubmit_${randomId()}`;
    if (this.#submissions.has(id))
      throw new SubmissionRefused(
        "duplicate",
        `Job with submission_id ${id} already exists. Please use a different submission_id.`,
      );
    const job = record("SUBMISSION", id, request);
    this.#submissions.set(id, job);
    const log = this.logFile(id);
    try {
      appendFileSync(log, `${logTime(new Date())}\tINFO job_manager.py:581 -- Runtime env is setting up.\n`);
    } catch (error) {
      // An id with a slash: Ray adds the job to its table before it finds that it cannot open such a file.
      throw new SubmissionRefused("log", pythonOsError(error, log));
    }
    this.#supervisor.supervise(job, log);
    return id;
  }

  /** The rows of Ray's actor table for the supervisors of PENDING jobs. It omits those of other jobs. */
  supervisors(): readonly Readonly<Record<string, unknown>>[] {
    return [...this.#submissions]
      .filter(([, job]) => this.#supervisor.isWaiting(job))
      .map(([id, job]) => supervisorRow(id, job.request));
  }

  /** Whether there was anything left to stop. Settles at once; the job ends later. */
  stop(job: JobRecord): boolean {
    return this.#supervisor.stop(job);
  }

  /** False when the job is not terminal. Its log stays, so a new job with the same id appends to it. */
  delete(job: JobRecord): boolean {
    if (!isTerminal(job.status) || job.submissionId === null) return false;
    this.#submissions.delete(job.submissionId);
    return true;
  }

  logFile(submissionId: string): string {
    return join(this.#site.logDirectory, `job-driver-${submissionId}.log`);
  }

  /** A script that called `ray.init()`: on its own (a DRIVER job), or as the last driver of a submission. */
  addDriver(entrypoint: string, submissionId: string | undefined): DriverInfo {
    const id = `${(this.#nextDriver++).toString(16).padStart(2, "0")}000000`;
    const driver: DriverInfo = { id, node_ip_address: this.#site.nodeIp, pid: String(process.pid) };
    const submission = submissionId === undefined ? undefined : this.#submissions.get(submissionId);
    if (submission !== undefined) submission.driver = driver;
    else this.#drivers.set(id, { ...record("DRIVER", null, { entrypoint }), driver, status: "RUNNING", endTime: 0 });
    return driver;
  }

  /** A DRIVER job ends as SUCCEEDED whatever its script did: Ray only knows that the script has ended. */
  endDriver(id: string): void {
    const driver = this.#drivers.get(id);
    if (driver === undefined) return;
    driver.status = "SUCCEEDED";
    driver.endTime = Date.now();
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
  }
}

function record(type: JobRecord["type"], submissionId: string | null, request: SubmitRequest): JobRecord {
  return {
    type,
    submissionId,
    request,
    startTime: Date.now(),
    driver: null,
    status: "PENDING",
    message: null,
    errorType: null,
    endTime: null,
    agentAddress: null,
    nodeId: null,
    exitCode: null,
    process: undefined,
    stopRequested: false,
  };
}

/** 16 of the letters and digits Ray draws from, which exclude those that look alike. */
function randomId(): string {
  const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  return Array.from(randomBytes(16), (byte) => letters[byte % letters.length]).join("");
}

function pythonOsError(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENAMETOOLONG") return `OSError: [Errno 36] File name too long: '${path}'`;
  if (code === "EISDIR") return `IsADirectoryError: [Errno 21] Is a directory: '${path}'`;
  if (code === "ERR_INVALID_ARG_VALUE") return "ValueError: embedded null byte";
  return `FileNotFoundError: [Errno 2] No such file or directory: '${path}'`;
}
