import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { loadedCode } from "../loaded-code.ts";
import type { SubmitRequest } from "./types.ts";

/** The checks of a submit. */
export interface SubmitBodyCode {
  /** Checks a request, and returns its body with an id; throws `InvalidRequest` (reason `local`). */
  readonly submitBody: (request: SubmitRequest) => { readonly submission_id: string };
}

/** {@link SubmitBodyCode}, which a page that only follows jobs does not load. */
export const submitBodyCode: Effect.Effect<SubmitBodyCode, JobwireError> = loadedCode(() => import("./submit-body.ts"));
