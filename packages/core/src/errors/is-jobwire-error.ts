import { hasBrand } from "./brand.ts";
import type { JobwireError } from "./jobwire-error.ts";

/**
 * True for any error of the family, also one that another copy of the package made.
 *
 * @example
 * ```ts
 * import { isJobwireError, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * try {
 *   await cluster.jobs.get("no-such-job");
 * } catch (error) {
 *   if (!isJobwireError(error) || error._tag !== "NotFound") throw error;
 *   console.log(error.message);
 * }
 * await cluster.close();
 * ```
 */
export const isJobwireError = (value: unknown): value is JobwireError => hasBrand(value);
