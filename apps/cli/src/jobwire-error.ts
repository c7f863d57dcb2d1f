import type { JobwireError } from "@jobwire/core";

/**
 * True for any error of Jobwire. It looks at the error's mark and not at core's own function: core takes a third of a second to load
 * (most of that is Effect), and help and usage errors must appear at once. A command loads `@jobwire/node` when it opens a client.
 */
export const isJobwireError = (value: unknown): value is JobwireError =>
  typeof value === "object" && value !== null && "isJobwireError" in value && value.isJobwireError === true;
