import type { Job, System } from "../api/types.ts";

/** What a job is in a list, whatever its system. */
export interface JobFacts {
  /** Ray's entrypoint, the agent's, or the reasoner's name. */
  readonly title: string;
  /** Text that a filter looks at, in lower case. */
  readonly text: string;
}

const textIn = (job: Readonly<Record<string, unknown>>, ...names: ReadonlyArray<string>): string => {
  for (const name of names) {
    const value = job[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return "";
};

const recordIn = (job: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> => {
  const value = job[name];
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
};

/** The command or name of a job. */
export const titleOf = (kind: System["kind"], { job }: Job): string => {
  if (kind === "ray") return textIn(job, "entrypoint");
  if (kind === "agent") return textIn(recordIn(job, "fields"), "entrypoint", "command", "name", "type");
  return [textIn(job, "reasonerType"), textIn(job, "name")].filter((part) => part !== "").join(" · ");
};

/** A job as lists and filters need it. */
export const factsOf = (kind: System["kind"], job: Job): JobFacts => {
  const title = titleOf(kind, job);
  return { title, text: `${job.id} ${title} ${job.status}`.toLowerCase() };
};
