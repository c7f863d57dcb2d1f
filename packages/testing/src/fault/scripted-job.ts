import type { Bytes } from "./answer.ts";
import { GrowingLog } from "./growing-log.ts";

/** Who looks at the status: a job's own answer, the list, or a tail at the end of the log. */
export type StatusLook = "get" | "list" | "tail";

/** One of the server's statuses, or a function that is called at every look; it may say anything, to see what a client does. */
export type ScriptedStatus<Status extends string> = Status | ((look: StatusLook) => string);

/** What a scripted job begins as. */
export interface ScriptedJobOptions<Status extends string> {
  readonly log?: Bytes;
  readonly status: ScriptedStatus<Status>;
  /** Fields of the job's answer in place of the usual ones; undefined leaves one out. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A test's hand on one job. */
export interface ScriptedJobHandle<Status extends string> {
  /** Writes to the log; tails see it at once. */
  append(bytes: Bytes): void;
  /** Puts another log in place of this one. */
  replaceLog(bytes: Bytes): void;
  setStatus(status: ScriptedStatus<Status>): void;
  /** Sets fields of the job's answer. */
  setDetails(details: Readonly<Record<string, unknown>>): void;
}

/** A job that exists only as a log and a status in memory. Nothing in it takes time. */
export class ScriptedJob<Status extends string> implements ScriptedJobHandle<Status> {
  readonly log: GrowingLog;
  #status: ScriptedStatus<Status>;
  #details: Readonly<Record<string, unknown>>;

  constructor(options: ScriptedJobOptions<Status>) {
    this.log = new GrowingLog(options.log ?? "");
    this.#status = options.status;
    this.#details = options.details ?? {};
  }

  get details(): Readonly<Record<string, unknown>> {
    return this.#details;
  }

  append(bytes: Bytes): void {
    this.log.append(bytes);
  }

  replaceLog(bytes: Bytes): void {
    this.log.replace(bytes);
  }

  setStatus(status: ScriptedStatus<Status>): void {
    this.#status = status;
    this.log.wake();
  }

  setDetails(details: Readonly<Record<string, unknown>>): void {
    this.#details = { ...this.#details, ...details };
  }

  /** Calls a status function, and so counts as a look. */
  status(look: StatusLook): string {
    return typeof this.#status === "function" ? this.#status(look) : this.#status;
  }

  /** The status without a look; undefined when a function says it. */
  get plainStatus(): Status | undefined {
    return typeof this.#status === "function" ? undefined : this.#status;
  }
}

/** The hand on a job, to be spread into the server that has it. */
export function handleOf<Status extends string>(job: ScriptedJob<Status>): ScriptedJobHandle<Status> {
  return {
    append: (bytes) => job.append(bytes),
    replaceLog: (bytes) => job.replaceLog(bytes),
    setStatus: (status) => job.setStatus(status),
    setDetails: (details) => job.setDetails(details),
  };
}
