import type { JobInclude, ReasonerJob } from "./types.ts";

const wanted = (include: JobInclude | undefined): ReadonlyArray<string> =>
  Object.entries(include ?? {})
    .filter(([, value]) => value === true)
    .map(([key]) => key.trim().toLowerCase());

/**
 * The terminal job that an operation keeps, with what it was fetched with: a call that includes more is not answered by it
 * (weakness 12 of the Python client), nor is one after an include that failed.
 */
export class KeptJob {
  #job: ReasonerJob | undefined;
  #included: ReadonlyArray<string> = [];

  keep(job: ReasonerJob, include: JobInclude | undefined): void {
    this.#job = job;
    this.#included = wanted(include).filter((key) => !(key in job.failures));
  }

  /** The job if it has all that is to be included; what was not asked for now is left out. */
  with(include: JobInclude | undefined): ReasonerJob | undefined {
    const keys = wanted(include);
    if (this.#job === undefined || !keys.every((key) => this.#included.includes(key))) return undefined;
    const only = <A>(key: string, value: A): A | null => (keys.includes(key) ? value : null);
    const { details, events, artifacts, problems, raw } = this.#job;
    return {
      ...this.#job,
      details: only("details", details),
      events: only("events", events),
      artifacts: only("artifacts", artifacts),
      problems: only("problems", problems),
      raw: only("raw", raw),
      failures: {},
    };
  }

  /** Whether the end was seen. */
  get known(): boolean {
    return this.#job !== undefined;
  }
}
