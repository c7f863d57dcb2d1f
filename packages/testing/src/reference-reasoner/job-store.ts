import { type JobType, type NewReasonerJob, ReasonerJob } from "./reasoner-job.ts";

/** The store's settings. */
export interface JobStoreOptions {
  /** The owner of new jobs. */
  readonly user: string;
  /** How long a job that ends by itself runs, in milliseconds. */
  readonly runMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The store forgets the oldest beyond this number, so that a server that runs for weeks stays small. */
const maxJobs = 100_000;

/** All jobs and transactions: each server sees what the other creates. */
export class JobStore {
  readonly user: string;
  readonly now: () => number;
  readonly #runMs: number;
  readonly #jobs = new Map<string, ReasonerJob>();
  #newest: number = Number.NEGATIVE_INFINITY;

  constructor(options: JobStoreOptions) {
    this.user = options.user;
    this.now = options.now;
    this.#runMs = options.runMs;
  }

  /** Creates a job. No two have the same `createdOn`, so "newest first" is one order. */
  create(job: NewReasonerJob): ReasonerJob {
    this.#newest = Math.max(this.now(), this.#newest + 1);
    const created = new ReasonerJob(job, {
      createdBy: this.user,
      createdOn: this.#newest,
      runMs: this.#runMs,
      now: this.now,
    });
    this.#jobs.set(created.id, created);
    if (this.#jobs.size > maxJobs) {
      const [oldest = ""] = this.#jobs.keys();
      this.#jobs.delete(oldest);
    }
    return created;
  }

  /** The job with this id, of any type. */
  byId(id: string): ReasonerJob | undefined {
    return this.#jobs.get(id);
  }

  /** The job with this id, if it is of this type. */
  find(type: JobType, id: string): ReasonerJob | undefined {
    const job = this.#jobs.get(id);
    return job?.type === type ? job : undefined;
  }

  /** Oldest first. */
  list(...types: readonly JobType[]): readonly ReasonerJob[] {
    return [...this.#jobs.values()].filter((job) => types.includes(job.type));
  }
}
