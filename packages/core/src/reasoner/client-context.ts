import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import type { Adapter } from "../adapter.ts";
import { type JobwireError, Timeout } from "../errors.ts";
import { ClientLog } from "../log/client-log.ts";
import { makeRedactor } from "../redaction/redactor.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { retryingInCall } from "../retry/call-retries.ts";
import { checked } from "../surface/checked.ts";
import { type JobClient, makeJobClient } from "../surface/job-client.ts";
import { checkMs, type Included } from "./checks.ts";
import { expandJob } from "./expand-job.ts";
import type { JobGateway } from "./gateway.ts";
import type { Gateways } from "./gateways.ts";
import type { JobRow } from "./job-row.ts";
import { makeGateways } from "./make-gateways.ts";
import type { ReasonerOptions } from "./options.ts";
import { checkNames } from "../surface/option-names.ts";
import { reasonerNames } from "./reasoner-names.ts";
import type { ReasonerJob } from "./types.ts";
import { annotateSpan } from "../surface/spans.ts";

/** A poll interval stays below this, as in the Python client. */
const longestIntervalMs = 20_000;
/** Further requests for includes that are under way at once, for all calls of a client. */
const partsAtOnce = 8;

/** What the operations of one client share. */
export interface ReasonerContext {
  readonly address: string;
  readonly gateways: Gateways;
  readonly client: JobClient;
  /** Reports which way an operation goes, to the caller and on its span. */
  readonly by: (gateway: JobGateway, operation: string) => Effect.Effect<JobGateway>;
  /** The job of a row with its includes; `leftMs` bounds each of their requests. */
  readonly expanded: (row: JobRow, included: Included, leftMs?: number) => Effect.Effect<ReasonerJob>;
}

/** Milliseconds between polls, checked. */
export const checkInterval = (value: unknown): number | undefined =>
  checkMs("pollIntervalMs", value, longestIntervalMs);

/** Fails with `InvalidRequest` (reason `local`) when the options cannot work. */
export const makeContext = (adapter: Adapter, options: ReasonerOptions): Effect.Effect<ReasonerContext, JobwireError> =>
  Effect.gen(function* () {
    const redactor = makeRedactor();
    const { gateways, client, budget } = yield* checked(() => {
      checkNames("reasoner()", options, { ...reasonerNames, ...adapter.optionNames });
      checkInterval(options.pollIntervalMs);
      const log = new ClientLog(options, adapter.log, redactor);
      const budget = new RetryBudget(log);
      const made = makeGateways(adapter, options, budget, redactor);
      const { address } = made.main;
      const defaults = { policy: "reasoner", pollIntervalMs: 500, idleMs: 30_000 } as const;
      return {
        budget,
        gateways: made,
        client: makeJobClient(options, { system: "reasoner", address, redactor, budget, ...defaults }),
      };
    });
    const { main } = gateways;
    const parts = Semaphore.makeUnsafe(partsAtOnce);
    return {
      address: main.address,
      gateways,
      client,
      by: (gateway, operation) =>
        Effect.andThen(
          annotateSpan("jobwire.reasoner.backend", gateway.backend),
          Effect.sync(() => {
            const { backend, address: at } = gateway;
            options.onStatus?.(redactor.data({ type: "backend", operation, backend, address: at }));
            return gateway;
          }),
        ),
      expanded: (row, included, leftMs) =>
        expandJob(main, row, included, (part) => {
          const tried = part.pipe(
            retryingInCall({ budget, policy: "reasoner" }),
            parts.withPermits(1),
            // It becomes part of the job, in `failures`.
            Effect.mapError(redactor.error),
          );
          if (leftMs === undefined || leftMs === Number.POSITIVE_INFINITY) return tried;
          const late = new Timeout({ message: `include of job ${row.job.id}: the wait was over`, reason: "deadline" });
          return Effect.timeoutOrElse(tried, { duration: leftMs, orElse: () => Effect.fail(late) });
        }),
    };
  });
