import { type Requirement, requirementsOf } from "./requirement.ts";

/**
 * The requirements of the example backend, Kubernetes Jobs. They name nothing of Kubernetes: every backend that
 * `@jobwire/core/backend` makes must meet them.
 */
export const kubernetesRequirements: ReadonlyArray<Requirement> = requirementsOf("kubernetes", [
  ["r1/every-line-once", "R1", "A tail yields the lines of the server's bytes, each exactly once, in order, whole."],
  ["r1/cut-anywhere", "R1", "A tail resumes exactly after its connection is lost anywhere."],
  ["r1/position", "R1", "Another client continues exactly at a position, passed as JSON."],
  ["r2/proven-end", "R2", "A tail continues when its stream ends, and ends when the job did."],
  ["r4/abort", "R4", "An abort settles tails, waits and calls within a second and leaves nothing open."],
  ["r5/wait-survives-failures", "R5", "A wait survives 503 and lost connections."],
  [
    "r6/submit-once",
    "R6",
    "A submit whose response is lost is sent once, and again only when the job was proven absent.",
  ],
  ["r7/no-token-shown", "R7", "No error and no status shows the token, even when the server repeats it."],
  ["r9/shared-polls", "R9", "Waits for many jobs share one list an interval."],
  ["errors/checked", "R7", "The client refuses an id or an option that cannot work before it sends anything."],
  ["errors/unauthorized", "api", "A refused token is Unauthorized, for calls, waits and tails."],
  ["errors/missing-job", "api", "A job that never existed is NotFound; one that vanished is JobLost."],
  ["jobs/lifecycle", "api", "Submits, lists, stops and deletes jobs; a handle is JSON; each end has its error."],
]);
