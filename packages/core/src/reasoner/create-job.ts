import * as Effect from "effect/Effect";
import { checked } from "../surface/checked.ts";
import { CreateOutcomeUnknown, type JobwireError } from "../errors.ts";
import { retryingInCall } from "../retry/call-retries.ts";
import { checkPayload, checkText, checkWhole } from "./checks.ts";
import type { ReasonerContext } from "./client-context.ts";
import { createAdvice } from "./job-errors.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { CreateOptions } from "./types.ts";

/**
 * Creates the job once and returns its id. Sends a create again only if the server never saw it (over SQL, a repeated statement
 * is safe); a `timeoutMs` that expires meanwhile leaves the outcome unknown.
 */
export const createJob = (
  { gateways, address, client, by }: ReasonerContext,
  type: Discriminator,
  name: string,
  payloadGiven: unknown,
  options: Pick<CreateOptions, "timeoutMins" | "timeoutMs" | "maxRetries" | "retryForMs" | "onResponse"> | undefined,
  abortDetached: boolean,
): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const request = yield* checked(() => {
      // createReady decides whether the job ends with its client, not a key of the payload.
      const { abort_detached: _, ...payload } = checkPayload(payloadGiven);
      return {
        type,
        name: checkText("the reasoner's name", name),
        payload,
        timeoutMins: checkWhole("timeoutMins", options?.timeoutMins, 1),
        abortDetached,
      };
    });
    const gateway = yield* by(gateways.main, "jobs.create");
    const limit = yield* client.calls.timeoutOf(options);
    const sent = gateway
      .create(request)
      .pipe(retryingInCall({ budget: client.budget, policy: "not-sent" }), client.calls.asCall(options));
    if (limit === undefined) return yield* sent;
    return yield* Effect.timeoutOrElse(sent, {
      duration: limit,
      orElse: () =>
        Effect.fail(
          new CreateOutcomeUnknown({
            message: `create of a job of ${request.name} at ${address}: the create did not finish within ${limit} ms (timeoutMs), so its outcome is unknown. ${createAdvice}`,
            reason: "timeout",
          }),
        ),
    });
  });
