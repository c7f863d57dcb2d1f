import type { SubmitRequest } from "@jobwire/core";
import { UsageError } from "../../settings/parse-option.ts";
import { runtimeEnv } from "../../settings/runtime-env.ts";
import { shellWords } from "../../shell-words.ts";
import type { SubmitFlags } from "./submit-options.ts";

const example = "jobwire ray submit -- python train.py";

const entrypointOf = (operands: ReadonlyArray<string>, operandsAfterDashes: number): string => {
  if (operands.length === 0) throw new UsageError(`The entrypoint is missing. Pass it after \`--\`: ${example}`);
  if (operands.length !== operandsAfterDashes) {
    throw new UsageError(`Part of the entrypoint is before \`--\`. Pass all of it after \`--\`: ${example}`);
  }
  // One operand is a whole command line (`-- 'a && b'`). Several are words, and /bin/sh must see them unchanged.
  return operands.length === 1 ? (operands[0] ?? "") : shellWords(operands);
};

/**
 * The request that the command line describes. The id is made here, so that the command can name the job even when no response
 * arrives.
 */
export const submitRequest = async (
  flags: SubmitFlags,
  operands: ReadonlyArray<string>,
  operandsAfterDashes: number,
  signal: AbortSignal,
): Promise<SubmitRequest & { readonly submissionId: string }> => {
  const entrypoint =
    flags.listFiles === true && operands.length === 0 ? "" : entrypointOf(operands, operandsAfterDashes);
  const { metadata, metadataJson } = flags;
  const { newSubmissionId } = await import("@jobwire/node");
  return {
    entrypoint,
    submissionId: flags.submissionId ?? newSubmissionId(),
    runtimeEnv: await runtimeEnv(flags, signal),
    metadata: metadataJson === undefined ? metadata : { ...metadataJson, ...metadata },
    entrypointNumCpus: flags.entrypointNumCpus,
    entrypointNumGpus: flags.entrypointNumGpus,
    entrypointMemory: flags.entrypointMemory,
    entrypointResources: flags.entrypointResources,
    entrypointLabelSelector: flags.entrypointLabelSelector,
  };
};
