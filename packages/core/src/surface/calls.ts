import { Effect } from "effect";
import { type JobwireError, Timeout } from "../errors.ts";
import { callTotalMs } from "../http/total-limit.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import type { RetryPolicyName } from "../retry/retry-policies.ts";
import { retrying } from "../retry/retrying.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { checked, positiveMs } from "./checked.ts";
import type { CallOptions } from "./options.ts";

/** A request is tried this often. */
const attempts = 3;

type Limit = Pick<CallOptions, "totalMs"> | undefined;
type Total = Effect.Effect<number | undefined, JobwireError>;

/** How the operations of one client run: under a time limit, with retries and a span. */
export interface Calls {
  /** A span named `jobwire.<system>.<name>`; `id` is a job's. Errors leave it redacted. */
  readonly span: (name: string, id?: string) => <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>;
  /** The limit that this call was given. A wait has only that: the client's is for calls. */
  readonly ownTotal: (options: Limit) => Total;
  /** The same, or the client's. */
  readonly totalOf: (options: Limit) => Total;
  /** Fails with `Timeout` (reason `total`) when the time is over; `what` begins the message. */
  readonly limited: (
    what: string,
    total: Total,
  ) => <A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>;
  /** A request that is sent at most three times, again only after a failure that the policy names, under its time limit. */
  readonly send: <A>(
    what: string,
    effect: Effect.Effect<A, JobwireError>,
    options: Limit,
    policy: RetryPolicyName,
  ) => Effect.Effect<A, JobwireError>;
  /** {@link Calls.send} by the client's policy for reads, with a span. */
  readonly read: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    options: Limit,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
  /** {@link Calls.send} with a span. */
  readonly write: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    options: Limit,
    policy: RetryPolicyName,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
}

/** Calls of one client; `totalMs` is its limit for each, `policy` names the failures after which a read is tried again. */
export const makeCalls = (client: {
  readonly system: string;
  readonly address: string;
  readonly budget: RetryBudget;
  readonly totalMs: number | undefined;
  readonly redactor: Redactor;
  readonly policy: RetryPolicyName;
}): Calls => {
  const { system, address, budget, redactor } = client;
  const span: Calls["span"] = (name, id) => (effect) =>
    // Within the span: a tracer is told the error, too.
    Effect.withSpan(Effect.mapError(effect, redactor.error), `jobwire.${system}.${name}`, {
      kind: "client",
      attributes: { "server.address": address, ...(id === undefined ? {} : { "jobwire.job.id": id }) },
    });
  const ownTotal: Calls["ownTotal"] = (options) => checked(() => positiveMs("totalMs", options?.totalMs));
  const totalOf: Calls["totalOf"] = (options) => Effect.map(ownTotal(options), (totalMs) => totalMs ?? client.totalMs);
  const limited: Calls["limited"] = (what, total) => (effect) =>
    Effect.flatMap(total, (totalMs) =>
      totalMs === undefined
        ? effect
        : Effect.timeoutOrElse(effect, {
            duration: totalMs,
            orElse: () =>
              Effect.fail(
                new Timeout({
                  message: `${what} at ${address}: not done within ${totalMs} ms (totalMs)`,
                  reason: "total",
                }),
              ),
          }),
    );
  const send: Calls["send"] = (what, effect, options, policy) =>
    Effect.flatMap(ownTotal(options), (totalMs) =>
      totalMs === undefined ? effect : Effect.provideService(effect, callTotalMs, totalMs),
    ).pipe(
      (once) => Effect.flatMap(totalOf(options), (endsInMs) => retrying({ budget, attempts, policy, endsInMs })(once)),
      limited(what, totalOf(options)),
    );
  const write: Calls["write"] = (name, effect, options, policy, id) =>
    send(id === undefined ? name : `${name} of ${id}`, effect, options, policy).pipe(span(name, id));
  const read: Calls["read"] = (name, effect, options, id) => write(name, effect, options, client.policy, id);
  return { span, ownTotal, totalOf, limited, send, read, write };
};
