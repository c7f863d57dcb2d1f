import type { JobwireError } from "../errors.ts";

/** True for a 429 because of the rate of requests. That all slots of a server are taken is another limit. */
export const limitsRate = (error: JobwireError): boolean => error._tag === "RateLimited" && error.reason !== "slots";
