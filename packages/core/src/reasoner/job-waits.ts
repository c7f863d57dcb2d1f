import { Effect, type Scope } from "effect";
import type { JobwireError } from "../errors.ts";
import type { PendingReason } from "../poll/pending.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { redactedSource } from "../poll/redacted-source.ts";
import type { PollEvent } from "../poll/poll-event.ts";
import { makeSharedPoller, type PollSource } from "../poll/shared-poller.ts";
import type { WaitSettings } from "../poll/wait-for-job.ts";
import type { JobGateway } from "./gateway.ts";
import type { JobRow } from "./job-row.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { isOver, isPending } from "./job-state.ts";
import { everyJob } from "./list-query.ts";
import { mayPass } from "./not-ready.ts";
import type { Discriminator } from "./reasoner-type.ts";

/** A job is looked for this long before it counts as unknown, in milliseconds: a create may be known before its job is. */
const appearsWithinMs = 30_000;

/** Reasoner jobs have no message of the service. */
const notStarted: PendingReason = {
  reason: "The reasoner has not started the job yet, and the service does not say why.",
};

/** Jobs and transactions are listed by requests of their own, so they are polled apart: two requests an interval each. */
type Family = ReadonlyArray<Discriminator>;
const families = { jobs: ["ML", "SOLVER"], transactions: ["LOGIC"] } satisfies Record<string, Family>;

/** What a poller calls a job: its type and its id. */
const keyOf = (type: Discriminator, id: string): string => `${type} ${id}`;
const partsOf = (key: string): readonly [Discriminator, string] => {
  const space = key.indexOf(" ");
  return [key.slice(0, space) as Discriminator, key.slice(space + 1)];
};

/** How a poller reads one family: a job by its id, several by the list. */
const pollSource = (gateway: JobGateway, family: Family): PollSource<JobRow> => {
  const one = (key: string): Effect.Effect<JobRow, JobwireError> => gateway.get(...partsOf(key));
  let asked = 0;
  return {
    one,
    all: Effect.map(gateway.list(family, everyJob), ({ rows }) => {
      const byKey = new Map<string, JobRow>();
      for (const row of rows) {
        for (const type of row.type === undefined ? family : [row.type]) byKey.set(keyOf(type, row.job.id), row);
      }
      return (key) => byKey.get(key);
    }),
    // Nobody knows whether the service lists every job there is. What it does not list is asked for by its id, one an interval,
    // in turn.
    check: (_, unlisted) => {
      const events = new Map<string, PollEvent<JobRow>>();
      const key = unlisted[asked++ % Math.max(1, unlisted.length)];
      if (key === undefined) return Effect.succeed({ requested: false, events });
      return Effect.match(one(key), {
        onSuccess: (value) => void events.set(key, { type: "value", value }),
        onFailure: (error) => {
          if (error._tag === "NotFound" && error.reason === "unknown-job") {
            events.set(key, { type: "missing", proven: true, error });
          }
        },
      }).pipe(Effect.as({ requested: true, events }));
    },
  };
};

/** The waits of one client: what they share, and the name of a job among them. */
export interface JobWaits {
  readonly settings: (type: Discriminator, timeoutMs: number) => WaitSettings<JobRow>;
  readonly keyOf: (type: Discriminator, id: string) => string;
}

/** Waits over one gateway; closing the scope ends their polls. */
export const makeJobWaits = (
  gateway: JobGateway,
  options: { readonly budget: RetryBudget; readonly pollIntervalMs: number; readonly redactor: Redactor },
): Effect.Effect<JobWaits, never, Scope.Scope> =>
  Effect.gen(function* () {
    const polling = { budget: options.budget, passing: mayPass };
    const source = (family: Family): PollSource<JobRow> =>
      redactedSource(pollSource(gateway, family), options.redactor);
    const jobs = yield* makeSharedPoller(source(families.jobs), polling);
    const transactions = yield* makeSharedPoller(source(families.transactions), polling);
    return {
      keyOf,
      settings: (type, timeoutMs) => ({
        address: gateway.address,
        poller: type === "LOGIC" ? transactions : jobs,
        pollIntervalMs: options.pollIntervalMs,
        // Everything that may pass is ridden out to the deadline, which then says what the last trouble was.
        retryForMs: timeoutMs * 2,
        statusOf: ({ job }) => job.state ?? "",
        shownOf: ({ job }) => job,
        idOf: (key) => partsOf(key)[1],
        isOver: ({ job }) => isOver(job),
        whyPending: ({ job }) => (isPending(job) ? Effect.succeed(notStarted) : undefined),
        goneBecause: "it was deleted, or the service forgot it",
        appearsWithinMs,
        listMayLack: true,
      }),
    };
  });
