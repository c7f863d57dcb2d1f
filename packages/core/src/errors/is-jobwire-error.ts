import { hasBrand } from "./brand.ts";
import type { JobwireError } from "./jobwire-error.ts";

/** True for any error of the family, also one that another copy of the package made. */
export const isJobwireError = (value: unknown): value is JobwireError => hasBrand(value);
