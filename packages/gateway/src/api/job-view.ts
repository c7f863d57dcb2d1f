import { hideEnvVars, type JobOutcome } from "@jobwire/core";
import type { System } from "../options.ts";

/** A job as the API shows it. */
export interface JobView {
  readonly id: string;
  readonly status: string;
  readonly outcome: JobOutcome | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** The job as the system's client returns it, with hidden values of `env_vars`. */
  readonly job: unknown;
}

/** The job type of each kind of system. */
export type JobOf<S extends System> = S extends { readonly jobs: { readonly outcomeOf: (job: infer Job) => unknown } }
  ? Job
  : never;

/** How a system's jobs look in the API. */
const facts = (
  system: System,
  job: JobOf<System>,
): Pick<JobView, "id" | "status" | "outcome"> & {
  readonly started?: number | null;
  readonly ended?: number | null;
} => {
  if (system.kind === "ray") {
    const ray = job as JobOf<Extract<System, { kind: "ray" }>>;
    return {
      id: ray.submissionId ?? ray.jobId ?? "",
      status: ray.status,
      outcome: system.jobs.outcomeOf(ray) ?? null,
      started: ray.startTimeMs,
      ended: ray.endTimeMs,
    };
  }
  if (system.kind === "agent") {
    const agent = job as JobOf<Extract<System, { kind: "agent" }>>;
    return { id: agent.id, status: agent.status ?? "", outcome: system.jobs.outcomeOf(agent) ?? null };
  }
  const reasoner = job as JobOf<Extract<System, { kind: "reasoner" }>>;
  return {
    id: `${reasoner.reasonerType}:${reasoner.id}`,
    status: reasoner.state ?? "",
    outcome: system.jobs.outcomeOf(reasoner) ?? null,
    started: reasoner.createdOn,
    ended: reasoner.finishedAt,
  };
};

/** A job as the API shows it. */
export const jobView = (system: System, job: JobOf<System>): JobView => {
  const { id, status, outcome, started, ended } = facts(system, job);
  return { id, status, outcome, startedAt: started ?? null, endedAt: ended ?? null, job: hideEnvVars(job) };
};

/** Jobs, the newest first; those without a time keep their order, at the end. */
export const newestFirst = (jobs: ReadonlyArray<JobView>): ReadonlyArray<JobView> =>
  jobs.toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0));
