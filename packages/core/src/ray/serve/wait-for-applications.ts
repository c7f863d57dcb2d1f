import * as Effect from "effect/Effect";
import { checked, checkWaitOptions } from "../../surface/checked.ts";
import { JobFailed, type JobwireError, NotFound, Timeout } from "../../errors.ts";
import { excerpt, lastMeaningfulLine } from "../../http/visible-text.ts";
import { leadMsOf } from "../../poll/last-looks.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { RetryBudget } from "../../retry/retry-budget.ts";
import { retrying } from "../../retry/retrying.ts";
import type { ServeCalls } from "./serve-calls.ts";
import type { ServeApplication, ServeStatus, ServeWaitOptions } from "./types.ts";

/** The error keeps this much of Serve's own message, from its end, where the reason is. */
const maxTextLength = 64 * 1024;

/** The settings of a wait. */
export interface ServeWaitSettings {
  readonly budget: RetryBudget;
  readonly pollIntervalMs: number;
  readonly retryForMs: number;
}

const failed = (address: string, { name, message }: ServeApplication): JobFailed => {
  const why = lastMeaningfulLine(message);
  return new JobFailed({
    message: `application ${excerpt(name, 60)} of Serve at ${address} could not be deployed${why === "" ? "" : `: ${why}`}. Fix the cause and deploy it again`,
    reason: "deploy-failed",
    errorType: "DEPLOY_FAILED",
    serverText: message.slice(-maxTextLength),
  });
};

/**
 * Polls until the named applications (all, without names) are RUNNING; an UNHEALTHY application may still recover. A status
 * read right after a deploy belongs to that deploy: Ray sets it before it responds.
 */
export const waitForApplications = (
  calls: ServeCalls,
  settings: ServeWaitSettings,
  names: ReadonlyArray<string> | undefined,
  options: Omit<ServeWaitOptions, "signal"> = {},
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.gen(function* () {
    const { timeoutMs, pollIntervalMs = settings.pollIntervalMs, onChange, onRetry } = options;
    yield* checked(() => checkWaitOptions(options));
    const limitMs = timeoutMs ?? Number.POSITIVE_INFINITY;
    const started = yield* monotonicMs;
    const seen = new Map<string, string>();
    const polls = Effect.gen(function* () {
      for (;;) {
        const status = yield* retrying({
          budget: settings.budget,
          forMs: options.retryForMs ?? settings.retryForMs,
          endsInMs: limitMs - ((yield* monotonicMs) - started),
          onRetry: (error, delayMs) => Effect.sync(() => onRetry?.(error, delayMs)),
        })(calls.readOnce);
        const watched = status.applications.filter(({ name }) => names === undefined || names.includes(name));
        for (const application of watched) {
          if (seen.get(application.name) !== application.status) onChange?.(application);
          seen.set(application.name, application.status);
        }
        const missing = names?.find((name) => !watched.some((application) => application.name === name));
        if (missing !== undefined) {
          return yield* Effect.fail(
            new NotFound({
              message: `application ${excerpt(missing, 60)} of Serve at ${calls.address} was not found. Check its name against the list of applications`,
              reason: "unknown-application",
            }),
          );
        }
        const broken = watched.find(({ status: word }) => word === "DEPLOY_FAILED");
        if (broken !== undefined) return yield* Effect.fail(failed(calls.address, broken));
        if (watched.every(({ status: word }) => word === "RUNNING")) return status;
        const lastLookMs = limitMs - leadMsOf(limitMs) - ((yield* monotonicMs) - started);
        yield* Effect.sleep(lastLookMs > 0 ? Math.min(pollIntervalMs, Math.ceil(lastLookMs)) : pollIntervalMs);
      }
    });
    if (timeoutMs === undefined) return yield* polls;
    return yield* Effect.timeoutOrElse(polls, {
      duration: timeoutMs,
      orElse: () => {
        const last = Array.from(seen, ([name, word]) => `${excerpt(name, 60)} was ${word}`).join(", ");
        const message = `Serve at ${calls.address}: not all applications were RUNNING within ${timeoutMs} ms (timeoutMs)${last === "" ? "" : `; ${last}`}. Wait again, or set a higher timeoutMs`;
        return Effect.fail(new Timeout({ message, reason: "deadline" }));
      },
    });
  });
