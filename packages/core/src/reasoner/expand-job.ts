import * as Effect from "effect/Effect";
import * as Result from "effect/Result";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Included } from "./checks.ts";
import type { JobGateway } from "./gateway.ts";
import type { JobRow } from "./job-row.ts";
import type { ReasonerJob } from "./types.ts";

/** The stream whose first page `include: { events: true }` returns. */
export const progressStream = "progress";

type Parts = Pick<ReasonerJob, "events" | "artifacts" | "problems">;
type Part = keyof Parts;

/**
 * Adds the included parts to the job of a row. `part` runs each further request (with retries and the concurrency bound); they
 * run in parallel. A failed request is reported in `failures`: it does not look like an empty part, and the other parts stay.
 */
export const expandJob = (
  gateway: JobGateway,
  { job, details, type, raw }: JobRow,
  included: Included,
  part: <A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>,
): Effect.Effect<ReasonerJob> =>
  Effect.gen(function* () {
    const { id } = job;
    const asked: Array<readonly [Part, Effect.Effect<Parts[Part], JobwireError>]> = [];
    if (included.events) {
      const events = type === undefined ? Effect.fail(unknownType(job)) : gateway.events(type, id, progressStream, "");
      asked.push(["events", events]);
    }
    if (included.artifacts) asked.push(["artifacts", gateway.artifacts(id)]);
    if (included.problems) asked.push(["problems", gateway.problems(id)]);
    const parts: Partial<Record<Part, unknown>> = {};
    const failures: Partial<Record<Part, JobwireError>> = {};
    yield* Effect.forEach(
      asked,
      ([name, effect]) =>
        Effect.map(Effect.result(part(effect)), (outcome) => {
          if (Result.isSuccess(outcome)) parts[name] = outcome.success;
          else failures[name] = outcome.failure;
        }),
      { concurrency: "unbounded", discard: true },
    );
    return {
      ...job,
      ...(parts as Partial<Parts>),
      details: included.details ? details : null,
      raw: included.raw ? raw : null,
      failures,
    };
  });

const unknownType = (job: ReasonerJob): InvalidRequest =>
  new InvalidRequest({
    message: `job ${job.id} has the type ${job.reasonerType}, whose events are not available. Leave include.events out`,
    reason: "local",
  });
