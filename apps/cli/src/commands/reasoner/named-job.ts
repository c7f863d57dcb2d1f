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

/** One job and the type of its reasoner. */
export interface NamedJob {
  readonly type: string;
  readonly id: string;
}

const types = "Logic, Prescriptive or Predictive";

/** Adds {@link JobFlags} to a command. */
export const addJobOptions = (command: Command): Command =>
  command
    .option("--type <type>", `Type of the reasoner: ${types} (default: search all types)`)
    .requiredOption("--id <id>", "Id of the job; required");

/** The job that the flags name. Without `--type` it searches all types, and fails with `NotFound` when none has the job. */
export const namedJob = async (
  jobs: ReasonerClient["jobs"],
  { type, id }: JobFlags,
  signal: AbortSignal,
): Promise<NamedJob> => {
  if (type !== undefined) return { type, id };
  const [found] = await jobs.list({ jobId: id, signal });
  if (found !== undefined) return { type: found.reasonerType, id };
  const { NotFound } = await import("@jobwire/node");
  throw new NotFound({
    message: `Reasoner job "${id}" was not found among all types of reasoners. Check the id, or list jobs with "jobwire reasoner jobs list".`,
    reason: "unknown-job",
  });
};

/** The type of the reasoner, for commands that need it. */
export const requiredType = (type: string | undefined): string => {
  if (type === undefined) throw new UsageError(`The reasoner's type is missing. Pass --type with ${types}.`);
  return type;
};

/** A command line for the same job that the user can run next. It holds no credential. */
export const nextReasonerCommand = (
  command: ReadonlyArray<string>,
  { type, id }: NamedJob,
  flags: ReasonerFlags,
): string => {
  const line = ["jobwire", "reasoner", "jobs", ...command, "--type", type, "--id", id];
  for (const name of ["backend", "url", "account", "app", "tokenFile"] as const) {
    const value = flags[name];
    if (value !== undefined) line.push(name === "tokenFile" ? "--token-file" : `--${name}`, value);
  }
  return shellWords(line);
};
