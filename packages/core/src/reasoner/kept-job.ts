import type { JobInclude, ReasonerJob } from "./types.ts";

const includedKeys = (include: JobInclude | undefined): ReadonlyArray<string> =>
  Object.entries(include ?? {})
    .filter(([, value]) => value === true)
    .map(([key]) => key.trim().toLowerCase());

/**
 * The final job of an operation, with the parts it was fetched with. It does not serve a call that includes more parts, nor one
 * that includes a part whose request failed.
 */
export class KeptJob {
  #job: ReasonerJob | undefined;
  #included: ReadonlyArray<string> = [];

  keep(job: ReasonerJob, include: JobInclude | undefined): void {
    this.#job = job;
    this.#included = includedKeys(include).filter((key) => !(key in job.failures));
  }

  /** The job if it has all included parts, without the parts that this call does not include. */
  with(include: JobInclude | undefined): ReasonerJob | undefined {
    const keys = includedKeys(include);
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

  /** True when the job's end was read. */
  get known(): boolean {
    return this.#job !== undefined;
  }
}
