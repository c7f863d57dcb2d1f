import { Effect, type Scope, Semaphore } from "effect";
import type { Adapter } from "../adapter.ts";
import { type Calls, makeCalls } from "../surface/calls.ts";
import { checked, positiveMs } from "../surface/checked.ts";
import { type JobwireError, Timeout } from "../errors.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import { makeRedactor, type Redactor } from "../redaction/redactor.ts";
import { checkMs, checkReasonerJobId, type Included } from "./checks.ts";
import { expandJob } from "./expand-job.ts";
import type { JobGateway } from "./gateway.ts";
import type { Gateways } from "./gateways.ts";
import type { JobRow } from "./job-row.ts";
import { type JobWaits, makeJobWaits } from "./job-waits.ts";
import { makeGateways } from "./make-gateways.ts";
import { mayPass } from "./not-ready.ts";
import type { ReasonerOptions } from "./options.ts";
import { checkReasonerType, type Discriminator } from "./reasoner-type.ts";
import type { ReasonerJob, ReasonerType } from "./types.ts";

/** A poll interval stays below this, as in the Python client. */
const longestIntervalMs = 20_000;
/** Further requests for includes that are under way at once, for all calls of a client. */
const partsAtOnce = 8;
/** A request that may be sent again is sent this often. */
export const attempts = 3;

/** What the operations of one client share. */
export interface ReasonerContext {
  readonly address: string;
  readonly redactor: Redactor;
  readonly gateways: Gateways;
  readonly budget: RetryBudget;
  readonly calls: Calls;
  readonly waits: JobWaits;
  readonly pollIntervalMs: number;
  readonly retryForMs: number;
  /** Says which way an operation goes, to the caller and on its span. */
  readonly by: (gateway: JobGateway, operation: string) => Effect.Effect<JobGateway>;
  /** The job of a row with its includes; `leftMs` bounds each of their requests. */
  readonly expanded: (row: JobRow, included: Included, leftMs?: number) => Effect.Effect<ReasonerJob>;
}

/** Milliseconds between polls, checked. */
export const checkInterval = (value: unknown): number | undefined =>
  checkMs("pollIntervalMs", value, longestIntervalMs);

/** A job's type and id, checked. */
export const checkNamed = (type: ReasonerType, id: string): { readonly type: Discriminator; readonly id: string } => ({
  type: checkReasonerType(type),
  id: checkReasonerJobId(id),
});

/** Fails with `InvalidRequest` (reason `local`) when the options cannot work; closing the scope ends the shared polls. */
export const makeContext = (
  adapter: Adapter,
  options: ReasonerOptions,
): Effect.Effect<ReasonerContext, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const budget = new RetryBudget();
    const redactor = makeRedactor();
    const { gateways, pollIntervalMs, retryForMs, totalMs } = yield* checked(() => ({
      pollIntervalMs: checkInterval(options.pollIntervalMs) ?? 500,
      retryForMs: positiveMs("retryForMs", options.retryForMs) ?? 300_000,
      totalMs: positiveMs("totalMs", options.timeouts?.totalMs),
      gateways: makeGateways(adapter, options, budget, redactor),
    }));
    const { main } = gateways;
    const { address } = main;
    const parts = Semaphore.makeUnsafe(partsAtOnce);
    return {
      address,
      redactor,
      gateways,
      budget,
      calls: makeCalls({ system: "reasoner", address, budget, totalMs, passing: mayPass, redactor }),
      waits: yield* makeJobWaits(main, { budget, pollIntervalMs, redactor }),
      pollIntervalMs,
      retryForMs,
      by: (gateway, operation) =>
        Effect.andThen(
          Effect.annotateCurrentSpan("jobwire.reasoner.backend", gateway.backend),
          Effect.sync(() => {
            const { backend, address: at } = gateway;
            options.onStatus?.(redactor.data({ type: "backend", operation, backend, address: at }));
            return gateway;
          }),
        ),
      expanded: (row, included, leftMs) =>
        expandJob(main, row, included, (part) => {
          const tried = part.pipe(
            retrying({ budget, attempts, passing: mayPass }),
            parts.withPermits(1),
            // It becomes part of the job, in `failures`.
            Effect.mapError(redactor.error),
          );
          if (leftMs === undefined) return tried;
          const late = new Timeout({ message: `include of job ${row.job.id}: the wait was over`, reason: "deadline" });
          return Effect.timeoutOrElse(tried, { duration: leftMs, orElse: () => Effect.fail(late) });
        }),
    };
  });
