import { Effect } from "effect";
import { type JobwireError, Timeout } from "../errors.ts";
import { callTotalMs } from "../http/total-limit.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { checked, positiveMs } from "./checked.ts";
import type { CallOptions } from "./options.ts";

/** A read is tried this often. */
const attempts = 3;

type Own = Pick<CallOptions, "totalMs"> | undefined;
type Total = Effect.Effect<number | undefined, JobwireError>;

/** How the operations of one client run: under a time limit, with retries and a span. */
export interface Calls {
  /** A span named `jobwire.<system>.<name>`; `id` is a job's. Errors leave it redacted. */
  readonly span: (name: string, id?: string) => <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>;
  /** The limit that this call was given itself. A wait has only that: the client's is for calls. */
  readonly ownTotal: (own: Own) => Total;
  /** The same, or the client's. */
  readonly totalOf: (own: Own) => Total;
  /** Fails with `Timeout` (reason `total`) when the time is over; `what` begins the message. */
  readonly limited: (
    what: string,
    total: Total,
  ) => <A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>;
  /** A request that may be sent again, three times in all, under its time limit and its span. */
  readonly read: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    own: Own,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
  /** A request that is sent again only after a failure of which `passing` says that it may, as {@link Calls.read} otherwise. */
  readonly write: <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    own: Own,
    passing: (error: JobwireError) => boolean,
    id?: string,
  ) => Effect.Effect<A, JobwireError>;
}

/** Calls of one client; `totalMs` is its limit for each, `passing` says which failures of a read may pass (default: the transient ones). */
export const makeCalls = (client: {
  readonly system: string;
  readonly address: string;
  readonly budget: RetryBudget;
  readonly totalMs: number | undefined;
  readonly redactor: Redactor;
  readonly passing?: (error: JobwireError) => boolean;
}): Calls => {
  const { system, address, budget, redactor } = client;
  const span: Calls["span"] = (name, id) => (effect) =>
    // Within the span: a tracer is told the error, too.
    Effect.withSpan(Effect.mapError(effect, redactor.error), `jobwire.${system}.${name}`, {
      kind: "client",
      attributes: { "server.address": address, ...(id === undefined ? {} : { "jobwire.job.id": id }) },
    });
  const ownTotal: Calls["ownTotal"] = (own) => checked(() => positiveMs("totalMs", own?.totalMs));
  const totalOf: Calls["totalOf"] = (own) => Effect.map(ownTotal(own), (totalMs) => totalMs ?? client.totalMs);
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
  const sent = <A>(
    name: string,
    effect: Effect.Effect<A, JobwireError>,
    own: Own,
    passing: ((error: JobwireError) => boolean) | undefined,
    id: string | undefined,
  ): Effect.Effect<A, JobwireError> =>
    Effect.flatMap(ownTotal(own), (totalMs) =>
      totalMs === undefined ? effect : Effect.provideService(effect, callTotalMs, totalMs),
    ).pipe(
      (once) => Effect.flatMap(totalOf(own), (endsInMs) => retrying({ budget, attempts, passing, endsInMs })(once)),
      limited(id === undefined ? name : `${name} of ${id}`, totalOf(own)),
      span(name, id),
    );
  const read: Calls["read"] = (name, effect, own, id) => sent(name, effect, own, client.passing, id);
  const write: Calls["write"] = (name, effect, own, passing, id) => sent(name, effect, own, passing, id);
  return { span, ownTotal, totalOf, limited, read, write };
};
