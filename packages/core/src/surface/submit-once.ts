import { Effect } from "effect";
import { CreateOutcomeUnknown, type JobwireError } from "../errors.ts";
import { sendNature } from "../http/send-nature.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";

/** The submit looks for the outcome of an ambiguous send for this long, in milliseconds. */
const lookUpForMs = 60_000;
const maxSends = 3;

/**
 * Submits a job whose id the client made, so that it runs once: after a failure that may have followed its arrival, it reads the
 * job before it sends again. `find` fails with `NotFound` (reason `unknown-job`) when the server does not have the job; a job that
 * was there before must make `send` fail with `Conflict`. Fails with `CreateOutcomeUnknown` when nothing shows the outcome.
 */
export const submitOnce = (job: {
  readonly label: string;
  readonly budget: RetryBudget;
  readonly send: Effect.Effect<unknown, JobwireError>;
  readonly find: Effect.Effect<unknown, JobwireError>;
}): Effect.Effect<void, JobwireError> =>
  Effect.gen(function* () {
    const { label, budget, send, find } = job;
    const isThere = find.pipe(
      Effect.as(true),
      Effect.catchIf(
        (error) => error._tag === "NotFound" && error.reason === "unknown-job",
        () => Effect.succeed(false),
      ),
      retrying({ budget, forMs: lookUpForMs }),
      Effect.mapError(
        (cause) =>
          new CreateOutcomeUnknown({
            message: `${label}: the request was sent, but it is unknown whether the server accepted the job. Look for the job before you submit again`,
            reason: cause._tag === "Timeout" ? "timeout" : "unreadable",
            cause,
          }),
      ),
    );
    let ambiguous = false;
    for (let sends = 1; ; sends++) {
      const outcome = yield* Effect.result(send.pipe(retrying({ budget, attempts: 3, policy: "not-sent" })));
      if (outcome._tag === "Success") return;
      const { failure } = outcome;
      // An earlier send of ours may be the job that has the id now.
      const mayBeOurs = sendNature(failure) === "ambiguous" || (failure._tag === "Conflict" && ambiguous);
      if (!mayBeOurs) return yield* Effect.fail(failure);
      ambiguous = true;
      if (yield* isThere) return;
      if (sends === maxSends) return yield* Effect.fail(failure);
    }
  });
