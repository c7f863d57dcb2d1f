import type { JobwireError } from "../../errors.ts";

/** Why the tail left a live source. None shows anything about the job except `terminal`, read from its status, and `complete`. */
export interface Left {
  readonly left: "closed" | "terminal" | "complete" | "stalled" | "ambiguous" | "failed";
  readonly detail: string;
  readonly error?: JobwireError;
}
