import { Effect } from "effect";
import { checked } from "../surface/checked.ts";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Runner } from "../surface/runner.ts";
import { isRecord } from "../is-record.ts";
import { checkInclude, checkReasonerJobId } from "./checks.ts";
import type { JobOperation, JobOperationJson, ReasonerJobs } from "./client-types.ts";
import type { ReasonerJobEffects } from "./effects.ts";
import { endOfWait, resultOfJob } from "./job-result.ts";
import { checkReasonerType, labelOfType } from "./reasoner-type.ts";
import { KeptJob } from "./kept-job.ts";
import type { ReasonerJob, ReasonerWaitOptions } from "./types.ts";

/** What an operation is made from. */
export interface OperationParts {
  readonly address: string;
  readonly effects: ReasonerJobEffects;
  readonly jobs: Pick<ReasonerJobs, "getOperation" | "events" | "cancel">;
  readonly runner: Runner;
}

/** The job named by an operation's JSON, or by its type and id. Throws `InvalidRequest` (reason `local`) for anything else. */
export const checkOperationJson = (job: unknown): JobOperationJson => {
  if (!isRecord(job) || ("kind" in job && (job["kind"] !== "jobwire/reasoner-job" || job["version"] !== 1))) {
    throw new InvalidRequest({
      message: "operation: give what toJSON of an operation gave, or { reasonerType, id }",
      reason: "local",
    });
  }
  const name = job["name"];
  return {
    kind: "jobwire/reasoner-job",
    version: 1,
    reasonerType: labelOfType(checkReasonerType(job["reasonerType"])),
    name: typeof name === "string" ? name : null,
    id: checkReasonerJobId(job["id"]),
  };
};

/** An operation of a client; it keeps the terminal job. */
export const makeJobOperation = (parts: OperationParts, json: JobOperationJson): JobOperation => {
  const { effects, jobs, runner, address } = parts;
  const { id, reasonerType, name } = json;
  const kept = new KeptJob();

  /** The terminal job with its includes: kept, completed by a get when its end is known, or waited for. */
  const ended = (options: ReasonerWaitOptions = {}): Effect.Effect<ReasonerJob, JobwireError> =>
    Effect.suspend(() => {
      const { include, totalMs, signal: _, ...rest } = options;
      const whole = kept.with(include);
      if (whole !== undefined) {
        return Effect.andThen(
          checked(() => checkInclude(include, checkReasonerType(reasonerType))),
          endOfWait(address, whole),
        );
      }
      const asked = kept.known
        ? Effect.flatMap(effects.get(reasonerType, id, { include, totalMs }), (job) => endOfWait(address, job))
        : effects.wait(reasonerType, id, { ...rest, include, totalMs });
      return Effect.tap(asked, (job) => Effect.sync(() => kept.keep(job, include)));
    });

  return {
    id,
    metadata: { reasonerType, name },
    status: (options) => jobs.getOperation(reasonerType, id, options),
    isDone: async (options) => {
      if (kept.known) return true;
      const { status } = await jobs.getOperation(reasonerType, id, options);
      return status !== "PENDING" && status !== "RUNNING";
    },
    wait: (options) => runner.run(ended(options), options?.signal),
    result: (options) =>
      runner.run(
        Effect.flatMap(ended(options), (job) => resultOfJob(address, job)),
        options?.signal,
      ),
    events: (options) => jobs.events(reasonerType, id, options),
    cancel: (options) => jobs.cancel(reasonerType, id, options),
    toJSON: () => json,
  };
};
