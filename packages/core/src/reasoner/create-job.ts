import { Effect } from "effect";
import { checked } from "../surface/checked.ts";
import { CreateOutcomeUnknown, type JobwireError } from "../errors.ts";
import { retrying } from "../retry/retrying.ts";
import { checkPayload, checkText, checkWhole } from "./checks.ts";
import { attempts, type ReasonerContext } from "./client-context.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { CreateOptions } from "./types.ts";

/**
 * Creates once and gives the id. Only a create that the server never saw is sent again (over SQL the statement itself is
 * repeated safely); a `totalMs` that runs out meanwhile leaves the outcome unknown.
 */
export const createJob = (
  { gateways, address, client, by }: ReasonerContext,
  type: Discriminator,
  name: string,
  payloadGiven: unknown,
  own: Pick<CreateOptions, "timeoutMins" | "totalMs"> | undefined,
  abortDetached: boolean,
): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const request = yield* checked(() => {
      // Whether the job ends with its client is said by createReady, not by a key of the payload.
      const { abort_detached: _, ...payload } = checkPayload(payloadGiven);
      return {
        type,
        name: checkText("the reasoner's name", name),
        payload,
        timeoutMins: checkWhole("timeoutMins", own?.timeoutMins, 1),
        abortDetached,
      };
    });
    const gateway = yield* by(gateways.main, "jobs.create");
    const limit = yield* client.calls.totalOf(own);
    const sent = gateway.create(request).pipe(retrying({ budget: client.budget, attempts, policy: "not-sent" }));
    if (limit === undefined) return yield* sent;
    return yield* Effect.timeoutOrElse(sent, {
      duration: limit,
      orElse: () =>
        Effect.fail(
          new CreateOutcomeUnknown({
            message: `create of a job of ${request.name} at ${address}: ${limit} ms (totalMs) were over while it was under way; look for it in the list before creating again`,
            reason: "timeout",
          }),
        ),
    });
  });
