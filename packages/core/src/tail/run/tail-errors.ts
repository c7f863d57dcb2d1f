import type { JobwireError } from "../../errors.ts";
import type { LogLoss } from "../backend.ts";
import type { ErrorOf } from "../decide/command.ts";
import { jobGone, jobLost, unprovenLog } from "../lost-log.ts";
import type { Evidence } from "./evidence.ts";
import type { JobStatus } from "./job-status.ts";

/** The last error of each kind. Decisions name only the kind. */
export class TailErrors {
  readonly #label: string;
  readonly #job: JobStatus;
  readonly #evidence: Evidence;
  readonly #last = new Map<ErrorOf, JobwireError>();

  readonly #lines: () => number | undefined;

  /** @param lines the lines that the tail has yielded so far */
  constructor(label: string, job: JobStatus, evidence: Evidence, lines: () => number | undefined) {
    this.#label = label;
    this.#lines = lines;
    this.#job = job;
    this.#evidence = evidence;
  }

  /** An error of this kind happened. */
  note(kind: ErrorOf, error: JobwireError): void {
    this.#last.set(kind, error);
  }

  /** A check of an empty log found that it is lost. */
  noteLoss(loss: LogLoss): void {
    this.note("empty", jobLost(this.#log, loss));
  }

  /** The error of this kind. */
  of(kind: ErrorOf): JobwireError {
    const { loss } = this.#evidence;
    if (kind === "loss" && loss !== undefined) return jobLost(this.#log, loss);
    if (kind === "unproven") return unprovenLog(this.#log);
    const error = this.#last.get(kind === "gone" ? "status" : kind);
    if (error === undefined) throw new Error(`a decision names the error "${kind}", which did not happen`);
    return kind === "gone" ? jobGone(this.#log, error, this.#job.whyGone) : error;
  }

  get #log(): { readonly label: string; readonly job: JobStatus["last"]; readonly lines: number | undefined } {
    return { label: this.#label, job: this.#job.last, lines: this.#lines() };
  }
}
