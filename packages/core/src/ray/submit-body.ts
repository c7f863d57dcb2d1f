import { checkJson } from "../surface/check-json.ts";
import { nearestName } from "../surface/nearest-name.ts";
import type { NamesOf } from "../surface/option-names.ts";
import { InvalidRequest } from "../errors.ts";
import type { components } from "../generated/ray.ts";
import { excerpt } from "../http/visible-text.ts";
import { isRecord } from "../is-record.ts";
import { checkRuntimeEnv } from "./runtime-env/check-runtime-env.ts";
import { flatRuntimeEnv } from "./runtime-env/runtime-env-names.ts";
import { checkJobId, newSubmissionId } from "./submission-id.ts";
import type { SubmitRequest } from "./types.ts";

/** The body on the wire, with the id. */
export type SubmitBody = components["schemas"]["JobSubmitRequest"] & { readonly submission_id: string };

const invalid = (message: string): InvalidRequest =>
  new InvalidRequest({ message: `submit: ${message}`, reason: "local" });

const record = (
  name: string,
  value: unknown,
  check: (entry: unknown) => boolean,
  what: string,
): Record<string, unknown> => {
  if (!isRecord(value)) throw invalid(`${name} must be an object`);
  for (const [key, entry] of Object.entries(value)) {
    if (!check(entry)) throw invalid(`${name}.${excerpt(key, 60)} must be ${what}`);
  }
  return value;
};

const isAmount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isText = (value: unknown): value is string => typeof value === "string";

const fieldNames = {
  entrypoint: 1,
  submissionId: 1,
  runtimeEnv: 1,
  metadata: 1,
  entrypointNumCpus: 1,
  entrypointNumGpus: 1,
  entrypointMemory: 1,
  entrypointResources: 1,
  entrypointLabelSelector: 1,
} satisfies NamesOf<SubmitRequest>;

/**
 * Checks every field, since Ray's own errors are tracebacks or a 500 without a text, and returns the body to send, with a new
 * id when the caller has none. Throws `InvalidRequest` (reason `local`).
 */
export const submitBody = (request: SubmitRequest): SubmitBody => {
  if (!isRecord(request)) throw invalid("the request must be an object with an entrypoint");
  for (const key of Object.keys(request)) {
    if (Object.hasOwn(fieldNames, key)) continue;
    const meant = nearestName(key, Object.keys(fieldNames));
    throw invalid(
      `the request has an unknown field ${excerpt(key, 60)}${meant === undefined ? ". Remove or rename it" : `; did you mean "${meant}"?`}`,
    );
  }
  const { entrypoint, submissionId, runtimeEnv, metadata } = request;
  if (!isText(entrypoint)) throw invalid("entrypoint must be a string, the shell command to run");
  if (entrypoint.trim() === "") throw invalid("entrypoint must be a shell command, not empty and not only white space");
  if (entrypoint.includes("\u0000")) throw invalid("entrypoint contains a NUL, which no shell accepts. Remove it");
  const id = submissionId === undefined ? newSubmissionId() : checkJobId(submissionId);
  const body: { -readonly [K in keyof SubmitBody]: SubmitBody[K] } = { entrypoint, submission_id: id };
  if (runtimeEnv !== undefined) {
    record("runtimeEnv", runtimeEnv, () => true, "");
    checkJson("submit: runtimeEnv", runtimeEnv);
    checkRuntimeEnv("submit: runtimeEnv", runtimeEnv);
    body.runtime_env = flatRuntimeEnv(runtimeEnv);
  }
  if (metadata !== undefined) {
    record("metadata", metadata, isText, "a string");
    body.metadata = metadata;
  }
  const { entrypointNumCpus, entrypointNumGpus, entrypointMemory, entrypointResources, entrypointLabelSelector } =
    request;
  if (entrypointNumCpus !== undefined) {
    if (!isAmount(entrypointNumCpus)) throw invalid("entrypointNumCpus must be a number, 0 or more");
    body.entrypoint_num_cpus = entrypointNumCpus;
  }
  if (entrypointNumGpus !== undefined) {
    if (!isAmount(entrypointNumGpus)) throw invalid("entrypointNumGpus must be a number, 0 or more");
    body.entrypoint_num_gpus = entrypointNumGpus;
  }
  if (entrypointMemory !== undefined) {
    if (!isAmount(entrypointMemory) || !Number.isSafeInteger(entrypointMemory)) {
      throw invalid("entrypointMemory must be a whole number of bytes, 0 or more");
    }
    body.entrypoint_memory = entrypointMemory;
  }
  if (entrypointResources !== undefined) {
    record("entrypointResources", entrypointResources, isAmount, "a number, 0 or more");
    body.entrypoint_resources = entrypointResources;
  }
  if (entrypointLabelSelector !== undefined) {
    record("entrypointLabelSelector", entrypointLabelSelector, isText, "a string");
    body.entrypoint_label_selector = entrypointLabelSelector;
  }
  return body;
};
