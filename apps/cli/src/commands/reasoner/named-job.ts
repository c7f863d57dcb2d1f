import type { Command } from "commander";
import type { ReasonerClient } from "@jobwire/core";
import { UsageError } from "../../settings/parse-option.ts";
import type { ReasonerFlags } from "../../settings/reasoner.ts";
import { shellWords } from "../../shell-words.ts";

/** The flags that name one job. */
export interface JobFlags extends ReasonerFlags {
  readonly type?: string;
  readonly id: string;
}

/** One job, its type known. */
export interface NamedJob {
  readonly type: string;
  readonly id: string;
}

const types = "Logic, Prescriptive or Predictive";

/** Adds {@link JobFlags} to a command. */
export const addJobOptions = (command: Command): Command =>
  command
    .option("--type <type>", `the reasoner's type: ${types}; without it the job is looked for among all`)
    .requiredOption("--id <id>", "the job's id");

/** The job that the flags name; one whose type is not given is looked for, and must be there. */
export const namedJob = async (
  jobs: ReasonerClient["jobs"],
  { type, id }: JobFlags,
  signal: AbortSignal,
): Promise<NamedJob> => {
  if (type !== undefined) return { type, id };
  const [found] = await jobs.list({ jobId: id, signal });
  if (found !== undefined) return { type: found.reasonerType, id };
  const { NotFound } = await import("@jobwire/node");
  throw new NotFound({ message: `job ${id} does not exist in any type of reasoner`, reason: "unknown-job" });
};

/** The type, which this command cannot do without. */
export const requiredType = (type: string | undefined): string => {
  if (type === undefined) throw new UsageError(`give --type: ${types}`);
  return type;
};

/** A command for the user to go on with. It names no credential. */
export const nextReasonerCommand = (
  command: ReadonlyArray<string>,
  { type, id }: NamedJob,
  flags: ReasonerFlags,
): string => {
  const words = ["jobwire", "reasoner", "jobs", ...command, "--type", type, "--id", id];
  for (const name of ["backend", "url", "account", "app", "tokenFile"] as const) {
    const value = flags[name];
    if (value !== undefined) words.push(name === "tokenFile" ? "--token-file" : `--${name}`, value);
  }
  return shellWords(words);
};
