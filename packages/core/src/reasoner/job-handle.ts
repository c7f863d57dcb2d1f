import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { checked } from "../surface/checked.ts";
import { resultOf } from "../surface/job-result.ts";
import type { Runner } from "../surface/runner.ts";
import { checkInclude } from "./checks.ts";
import type { ReasonerJobs } from "./client-types.ts";
import type { ReasonerJobEffects } from "./effects.ts";
import { endOfWait, outcomeOf } from "./job-end.ts";
import type { ReasonerJobHandle } from "./job-types.ts";
import { KeptJob } from "./kept-job.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import type { ReasonerJob, ReasonerJobId, ReasonerWaitOptions } from "./types.ts";

type Parts = Pick<ReasonerJobHandle, "getOperation" | "isDone" | "events" | "wait" | "result">;

/** What a reasoner job's handle has besides other handles: its events, and the terminal job, which it keeps. */
export const handleParts =
  (client: {
    readonly address: string;
    readonly effects: ReasonerJobEffects;
    readonly events: ReasonerJobs["events"];
    readonly runner: Runner;
  }) =>
  (job: ReasonerJobId): Parts => {
    const { effects, runner, address } = client;
    const kept = new KeptJob();

    /** The terminal job with its includes: kept, completed by a get when its end is known, or waited for. */
    const ended = (options: ReasonerWaitOptions = {}): Effect.Effect<ReasonerJob, JobwireError> =>
      Effect.suspend(() => {
        const { include, timeoutMs, signal: _, ...rest } = options;
        const whole = kept.with(include);
        if (whole !== undefined) {
          return Effect.andThen(
            checked(() => checkInclude(include, checkReasonerType(job.reasonerType))),
            endOfWait(address, whole),
          );
        }
        const asked = kept.known
          ? Effect.flatMap(effects.get(job, { include, timeoutMs }), (read) => endOfWait(address, read))
          : effects.wait(job, { ...rest, include, timeoutMs });
        return Effect.tap(asked, (read) => Effect.sync(() => kept.keep(read, include)));
      });

    const getOperation: Parts["getOperation"] = (options) =>
      runner.run(effects.getOperation(job, options), options?.signal);
    return {
      getOperation,
      isDone: async (options) => {
        if (kept.known) return true;
        const { status } = await getOperation(options);
        return status !== "PENDING" && status !== "RUNNING";
      },
      wait: (options) => runner.run(ended(options), options?.signal),
      result: (options) =>
        runner.run(
          Effect.flatMap(ended(options), (read) => resultOf({ id: job.id, address }, read, outcomeOf(read))),
          options?.signal,
        ),
      events: (options) => client.events(job, options),
    };
  };
