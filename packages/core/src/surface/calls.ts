import * as Effect from "effect/Effect";
import { type JobwireError, Timeout } from "../errors.ts";
import { ofJob } from "../errors/of-job.ts";
import { callTimeoutMs } from "../http/total-limit.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import type { RetryPolicyName } from "../retry/retry-policies.ts";
import { retrying } from "../retry/retrying.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { checked, positiveMs } from "./checked.ts";
import type { CallOptions } from "./options.ts";
import { inSpan } from "./spans.ts";

/** The number of tries of a request. */
const attempts = 3;

/** The deadline of one call, where it has one. */
export type CallLimit = Pick<CallOptions, "timeoutMs"> | undefined;
/** Milliseconds until the deadline; undefined without one. */
export type CallDeadline = Effect.Effect<number | undefined, JobwireError>;

/** How the operations of one client run: under a time limit, with retries and a span. */
export interface Calls {
  /** A span named `jobwire.<system>.<name>`; `id` is a job's. Errors leave it redacted. */
  readonly span: (name: string, id?: string) => <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>;
  /** The caller's deadline for this operation. A wait has no other: the client's is for calls. */
  readonly ownTimeout: (options: CallLimit) => CallDeadline;
  /** The caller's deadline, or else the client's. */
  readonly timeoutOf: (options: CallLimit) => CallDeadline;
  /** Fails with `Timeout` (reason `deadline`) when the time is over; `what` begins the message. */
  readonly limited: (
    what: string,
    deadline: CallDeadline,
  ) => <A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>;
  /** Sends a request at most three times, again only after a failure that the policy names, within its time limit. */
  readonly send: <A>(
    what: string,
    effect: Effect.Effect<A, JobwireError>,
    options: CallLimit,
    policy: RetryPolicyName,
  ) => Effect.Effect<A, JobwireError>;
  /** {@link Calls.send} by the client's policy for reads, with a span. */
  readonly read: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    options: CallLimit,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
  /** {@link Calls.send} with a span. */
  readonly write: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    options: CallLimit,
    policy: RetryPolicyName,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
}

/** Calls of one client; `timeoutMs` is its deadline for each, `policy` names the failures after which they repeat a read. */
export const makeCalls = (client: {
  readonly system: string;
  readonly address: string;
  readonly budget: RetryBudget;
  readonly timeoutMs: number | undefined;
  readonly redactor: Redactor;
  readonly policy: RetryPolicyName;
}): Calls => {
  const { system, address, budget, redactor } = client;
  const span: Calls["span"] = (name, id) => (effect) =>
    // Within the span: a tracer gets the error, too.
    inSpan(`jobwire.${system}.${name}`, {
      "server.address": address,
      ...(id === undefined ? {} : { "jobwire.job.id": id }),
    })(Effect.mapError(effect, (error) => redactor.error(id === undefined ? error : ofJob(error, id))));
  const ownTimeout: Calls["ownTimeout"] = (options) => checked(() => positiveMs("timeoutMs", options?.timeoutMs));
  const timeoutOf: Calls["timeoutOf"] = (options) =>
    Effect.map(ownTimeout(options), (timeoutMs) => timeoutMs ?? client.timeoutMs);
  const limited: Calls["limited"] = (what, deadline) => (effect) =>
    Effect.flatMap(deadline, (timeoutMs) =>
      timeoutMs === undefined
        ? effect
        : Effect.timeoutOrElse(effect, {
            duration: timeoutMs,
            orElse: () =>
              Effect.fail(
                new Timeout({
                  message: `${what} at ${address}: not done within ${timeoutMs} ms (timeoutMs). Try again, or set a higher timeoutMs`,
                  reason: "deadline",
                }),
              ),
          }),
    );
  const send: Calls["send"] = (what, effect, options, policy) =>
    Effect.flatMap(ownTimeout(options), (timeoutMs) =>
      // A little longer than the deadline, whose error is the one that the caller expects.
      timeoutMs === undefined ? effect : Effect.provideService(effect, callTimeoutMs, timeoutMs + 1_000),
    ).pipe(
      (once) =>
        Effect.flatMap(timeoutOf(options), (endsInMs) => retrying({ budget, attempts, policy, endsInMs })(once)),
      limited(what, timeoutOf(options)),
    );
  const write: Calls["write"] = (name, effect, options, policy, id) =>
    send(id === undefined ? name : `${name} of ${id}`, effect, options, policy).pipe(span(name, id));
  const read: Calls["read"] = (name, effect, options, id) => write(name, effect, options, client.policy, id);
  return { span, ownTimeout, timeoutOf, limited, send, read, write };
};
