import { randomUUID } from "node:crypto";
import { type EventPage, JobEvents } from "./job-events.ts";

/** The service's name for a kind of reasoner; it calls a Logic job a transaction. */
export type JobType = "LOGIC" | "SOLVER" | "ML";

/** The input of a new job. */
export interface NewReasonerJob {
  /** The type of the job, which decides its kind of reasoner. */
  readonly type: JobType;
  /** The reasoner (engine, worker) it runs on. */
  readonly reasoner: string;
  /** Decides how the job runs: `stay_running` in it runs until cancelled, `fail` ends in failure, anything else succeeds. */
  readonly code?: string;
  /** JSON text, as a job returns it. Default: the code as `raw_code`. */
  readonly payload?: string;
  /** The database on which it runs; null for none. Default null. */
  readonly database?: string | null;
  /** Whether the job only reads the database. Default true. */
  readonly readOnly?: boolean;
  /** The language of the code. Default `rel`. */
  readonly language?: string;
  /** The limit that the job shows, in milliseconds; null for none. The server does not enforce it. */
  readonly timeoutMs?: number | null;
  /** Default: a random UUID. */
  readonly id?: string;
  /** Default: the user of the server. */
  readonly createdBy?: string;
}

/** How a job ended. */
export interface JobEnding {
  /** Any text, even one the service never used; `COMPLETED`, `FAILED`, `CANCELED` and `ABORTED` are its own. */
  readonly state: string;
  /** Why the service aborted it, in the service's own words. Default: none. */
  readonly abortReason?: string;
}

/** A job at one moment. Times in milliseconds since the epoch. */
export interface JobLook {
  /** The state as the service reports it. */
  readonly state: string;
  /** When it ended; null while it runs. */
  readonly finishedAt: number | null;
  /** Milliseconds; null while it runs, and for a cancelled job, as recorded. */
  readonly duration: number | null;
  /** Why the service aborted it; null when it did not. */
  readonly abortReason: string | null;
}

/** When and by whom a job was created. */
interface Moment {
  /** The user who created the job. */
  readonly createdBy: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  /** How long a job that ends by itself runs. */
  readonly runMs: number;
  /** The clock from which the job computes its state, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** One job or transaction. It has no timer: each read computes its state from the clock. */
export class ReasonerJob {
  /** The id, a UUID unless the creator chose one. */
  readonly id: string;
  /** The type of the job, which decides its kind of reasoner. */
  readonly type: JobType;
  /** The reasoner on which it runs. */
  readonly reasoner: string;
  /** JSON text, as a job returns it. */
  readonly payload: string;
  /** The database on which it runs; null for none. */
  readonly database: string | null;
  /** Whether the job only reads the database. */
  readonly readOnly: boolean;
  /** The language of the code. */
  readonly language: string;
  /** The limit that the job shows, in milliseconds; null for none. */
  readonly timeoutMs: number | null;
  /** The user who created the job. */
  readonly createdBy: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  readonly #now: () => number;
  readonly #planned: (JobEnding & { readonly at: number }) | undefined;
  readonly #events: JobEvents = new JobEvents();
  #ended: (JobEnding & { readonly at: number }) | undefined;
  #endSaid = false;

  constructor(job: NewReasonerJob, moment: Moment) {
    const code = job.code ?? "";
    this.id = job.id ?? randomUUID();
    this.type = job.type;
    this.reasoner = job.reasoner;
    this.payload = job.payload ?? JSON.stringify({ raw_code: code });
    this.database = job.database ?? null;
    this.readOnly = job.readOnly ?? true;
    this.language = job.language ?? "rel";
    this.timeoutMs = job.timeoutMs ?? null;
    this.createdBy = job.createdBy ?? moment.createdBy;
    this.createdOn = moment.createdOn;
    this.#now = moment.now;
    const planned = plannedEnding(job.type, code);
    if (planned !== undefined) this.#planned = { ...planned, at: moment.createdOn + moment.runMs };
    this.#events.add("start", "one");
    this.#events.add("step", "two");
  }

  /** The job as it is now. */
  look(): JobLook {
    const ending = this.#ending();
    if (ending === undefined) return { state: "RUNNING", finishedAt: null, duration: null, abortReason: null };
    return {
      state: ending.state,
      finishedAt: ending.at,
      duration: ending.state === "CANCELED" ? null : ending.at - this.createdOn,
      abortReason: ending.abortReason ?? null,
    };
  }

  /** Ends the job now, in any way; a job that ended before keeps its end. */
  end(ending: JobEnding): void {
    this.#ended ??= this.#ending() ?? { ...ending, at: this.#now() };
  }

  /** Appends an event to the progress stream. */
  addEvent(message: string): void {
    this.#events.add("step", message);
  }

  /** Events of a stream from a continuation token on; undefined for an unknown token. */
  events(stream: string, token: string): EventPage | undefined {
    const ended = this.#ending() !== undefined;
    if (ended && !this.#endSaid) {
      this.#endSaid = true;
      this.#events.add("end", "three");
    }
    return this.#events.page(stream, token, ended);
  }

  #ending(): (JobEnding & { readonly at: number }) | undefined {
    if (this.#ended !== undefined) return this.#ended;
    return this.#planned !== undefined && this.#now() >= this.#planned.at ? this.#planned : undefined;
  }
}

function plannedEnding(type: JobType, code: string): JobEnding | undefined {
  if (code.includes("stay_running")) return undefined;
  if (!code.includes("fail")) return { state: "COMPLETED" };
  return type === "LOGIC"
    ? { state: "ABORTED", abortReason: "user error" }
    : { state: "FAILED", abortReason: "engine failed" };
}
