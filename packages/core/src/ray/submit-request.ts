import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { checked } from "../surface/checked.ts";
import type { RayApi } from "./api.ts";
import { submitJob, type SubmitLimits } from "./submit.ts";
import { submitBody } from "./submit-body.ts";
import type { SubmitRequest } from "./types.ts";

/** Checks a request, then submits the job once, and returns its id. */
export const submitRequest = (
  api: RayApi,
  budget: RetryBudget,
  request: SubmitRequest,
  limits: SubmitLimits,
): Effect.Effect<string, JobwireError> =>
  Effect.flatMap(
    checked(() => submitBody(request)),
    (body) => submitJob(api, budget, body, limits),
  );
