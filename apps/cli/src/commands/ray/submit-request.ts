import type { SubmitRequest } from "@jobwire/core";
import type { ConnectionFlags } from "../../settings/connection.ts";
import type { PackagingFlags } from "../../settings/packaging.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { runtimeEnv } from "../../settings/runtime-env.ts";
import { shellWords } from "../../shell-words.ts";
import type { LogFlags } from "../jobs/log-options.ts";

/** The flags of `jobwire ray submit`. */
export interface SubmitFlags extends ConnectionFlags, LogFlags, PackagingFlags {
  readonly wait: boolean;
  readonly submissionId?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypointNumCpus?: number;
  readonly entrypointNumGpus?: number;
  readonly entrypointMemory?: number;
  readonly entrypointResources?: Readonly<Record<string, number>>;
  readonly runtimeEnv?: string;
  readonly workingDir?: string;
  readonly stopOnInterrupt?: boolean;
}

const entrypointOf = (words: ReadonlyArray<string>, wordsAfterDashes: number): string => {
  if (words.length === 0) throw new UsageError("give the entrypoint after `--`: jobwire ray submit -- python train.py");
  if (words.length !== wordsAfterDashes) throw new UsageError("the entrypoint stands after `--`, all of it");
  // One word is a command line already (`-- 'a && b'`); several are words, which /bin/sh must see as they are.
  return words.length === 1 ? (words[0] ?? "") : shellWords(words);
};

/** What the command line asks to be submitted, under an id made here: it can be named even if no answer ever comes. */
export const submitRequest = async (
  flags: SubmitFlags,
  words: ReadonlyArray<string>,
  wordsAfterDashes: number,
  signal: AbortSignal,
): Promise<SubmitRequest & { readonly submissionId: string }> => {
  const entrypoint = flags.listFiles === true && words.length === 0 ? "" : entrypointOf(words, wordsAfterDashes);
  const fromFile = await runtimeEnv(flags.runtimeEnv, flags.env, signal);
  const { newSubmissionId } = await import("@jobwire/node");
  return {
    entrypoint,
    submissionId: flags.submissionId ?? newSubmissionId(),
    runtimeEnv: flags.workingDir === undefined ? fromFile : { ...fromFile, working_dir: flags.workingDir },
    metadata: flags.metadata,
    entrypointNumCpus: flags.entrypointNumCpus,
    entrypointNumGpus: flags.entrypointNumGpus,
    entrypointMemory: flags.entrypointMemory,
    entrypointResources: flags.entrypointResources,
  };
};
