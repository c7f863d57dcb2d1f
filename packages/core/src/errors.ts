/**
 * Jobwire's one family of errors: a closed list of tags, one class each, the finer cause in `reason`.
 *
 * They are ordinary `Error`s, so Promise users need no Effect; their `_tag` makes `Effect.catchTag` work. A message states what
 * happened, to what, and what to do, and never holds a credential.
 *
 * @module
 */
export type { ErrorDetails } from "./errors/error-details.ts";
export type { JobwireErrorJson } from "./errors/error-json.ts";
export { isJobwireError } from "./errors/is-jobwire-error.ts";
export type { JobErrorDetails } from "./errors/job-error-details.ts";
export type { JobwireErrorBase } from "./errors/jobwire-error-base.ts";
export * from "./errors/jobwire-error.ts";
