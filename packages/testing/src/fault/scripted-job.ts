import type { Bytes } from "./response.ts";
import { GrowingLog } from "./growing-log.ts";

/** Who reads the status: the job's own endpoint, the list, or a tail at the end of the log. */
export type StatusLook = "get" | "list" | "tail";

/** A status, or a function that the server calls at every read; it may return any text, to test how a client reacts. */
export type ScriptedStatus<Status extends string> = Status | ((look: StatusLook) => string);

/** The initial state of a scripted job. */
export interface ScriptedJobOptions<Status extends string> {
  /** The log at the start. Default: empty. */
  readonly log?: Bytes;
  /** The status at the start, or a function that decides it at each read. */
  readonly status: ScriptedStatus<Status>;
  /** Fields that replace the usual ones of the job object; undefined leaves one out. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A test's control over one job. */
export interface ScriptedJobHandle<Status extends string> {
  /** Appends to the log; tails see it at once. */
  append(bytes: Bytes): void;
  /** Replaces the log with another one. */
  replaceLog(bytes: Bytes): void;
  /** Sets the status, or the function that decides it. Reads see it at once. */
  setStatus(status: ScriptedStatus<Status>): void;
  /** Sets fields of the job object. */
  setDetails(details: Readonly<Record<string, unknown>>): void;
}

/** A job that exists only as a log and a status in memory. Nothing in it takes time. */
export class ScriptedJob<Status extends string> implements ScriptedJobHandle<Status> {
  /** The job's log, which only grows unless `replaceLog` replaces it. */
  readonly log: GrowingLog;
  #status: ScriptedStatus<Status>;
  #details: Readonly<Record<string, unknown>>;

  constructor(options: ScriptedJobOptions<Status>) {
    this.log = new GrowingLog(options.log ?? "");
    this.#status = options.status;
    this.#details = options.details ?? {};
  }

  /** The fields that replace the usual ones of the job object. */
  get details(): Readonly<Record<string, unknown>> {
    return this.#details;
  }

  append(bytes: Bytes): void {
    this.log.append(bytes);
  }

  replaceLog(bytes: Bytes): void {
    this.log.replace(bytes);
  }

  /** Sets the status, or the function that decides it, and wakes the tails. */
  setStatus(status: ScriptedStatus<Status>): void {
    this.#status = status;
    this.log.wake();
  }

  setDetails(details: Readonly<Record<string, unknown>>): void {
    this.#details = { ...this.#details, ...details };
  }

  /** Reads the status; calls a status function, so this counts as a read. */
  status(look: StatusLook): string {
    return typeof this.#status === "function" ? this.#status(look) : this.#status;
  }

  /** The status without a read; undefined when a function decides it. */
  get plainStatus(): Status | undefined {
    return typeof this.#status === "function" ? undefined : this.#status;
  }
}

/** The control over a job, to be spread into the server that has it. */
export function handleOf<Status extends string>(job: ScriptedJob<Status>): ScriptedJobHandle<Status> {
  return {
    append: (bytes) => job.append(bytes),
    replaceLog: (bytes) => job.replaceLog(bytes),
    setStatus: (status) => job.setStatus(status),
    setDetails: (details) => job.setDetails(details),
  };
}
