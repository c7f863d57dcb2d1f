import { Effect } from "effect";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { waitForJob } from "../poll/wait-for-job.ts";
import { checkInclude, checkMs, type Included } from "./checks.ts";
import { checkInterval, checkNamed, type ReasonerContext } from "./client-context.ts";
import { endOfWait } from "./job-result.ts";
import type { JobRow } from "./job-row.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { ReasonerJob, ReasonerType, ReasonerWaitOptions } from "./types.ts";

/** A wait ends after this unless told otherwise, in milliseconds. */
const defaultTimeoutMs = 900_000;

type Own = Omit<ReasonerWaitOptions, "signal">;

/** The options of a wait, checked. Throws `InvalidRequest` (reason `local`). */
export const checkWait = (
  type: Discriminator,
  own: Own,
): { readonly included: Included; readonly timeoutMs: number; readonly intervalMs: number | undefined } => ({
  included: checkInclude(own.include, type),
  timeoutMs: checkMs("timeoutMs", own.timeoutMs) ?? defaultTimeoutMs,
  intervalMs: checkInterval(own.pollIntervalMs),
});

/** Waits for the end of a job by the polls of the client; the includes are fetched after it, in what is left of the time. */
export const waitJob = (
  { gateways, address, calls, waits, by, expanded }: ReasonerContext,
  operation: string,
  typeGiven: ReasonerType,
  idGiven: string,
  own: Own = {},
): Effect.Effect<ReasonerJob, JobwireError> =>
  Effect.gen(function* () {
    const { type, id, included, timeoutMs, intervalMs } = yield* checked(() => {
      const named = checkNamed(typeGiven, idGiven);
      return { ...named, ...checkWait(named.type, own) };
    });
    yield* by(gateways.main, operation);
    const started = yield* monotonicMs;
    const { onChange, onRetry, onStatus } = own;
    const row = yield* waitForJob(waits.settings(type, timeoutMs), waits.keyOf(type, id), {
      timeoutMs,
      totalMs: own.totalMs,
      pollIntervalMs: intervalMs,
      onRetry,
      onStatus,
      ...(onChange === undefined ? {} : { onChange: ({ job }: JobRow) => onChange(job) }),
    }).pipe(calls.limited(`wait for ${id}`, calls.ownTotal(own)));
    const leftMs = Math.max(1, timeoutMs - ((yield* monotonicMs) - started));
    return yield* Effect.flatMap(expanded(row, included, leftMs), (job) => endOfWait(address, job));
  });
