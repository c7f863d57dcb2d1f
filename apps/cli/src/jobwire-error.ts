import type { JobwireError } from "@jobwire/core";

/**
 * True for any error of Jobwire's family. By its mark, not by core's own test: core takes a third of a second to load (most
 * of that is Effect), and help and usage errors shall come at once. `@jobwire/node` is loaded when a cluster is opened.
 */
export const isJobwireError = (value: unknown): value is JobwireError =>
  typeof value === "object" && value !== null && "isJobwireError" in value && value.isJobwireError === true;
