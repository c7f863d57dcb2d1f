import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Stream from "effect/Stream";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { ofJob } from "../errors/of-job.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { checked, checkWaitOptions } from "../surface/checked.ts";
import { shownId } from "../surface/handle-ids.ts";
import { type JobSurface, makeJobSurface } from "../surface/make-job-surface.ts";
import { checkInclude } from "./checks.ts";
import { checkInterval, makeContext } from "./client-context.ts";
import { createJob } from "./create-job.ts";
import type { ReasonerEffects } from "./effects.ts";
import { reasonerJobBackend } from "./job-backend.ts";
import { getJobEvents, streamJobEvents } from "./job-events.ts";
import { checkReasonerJob } from "./job-id.ts";
import { operationStatus } from "./job-state.ts";
import type { ReasonerJobTypes } from "./job-types.ts";
import type { ReasonerOptions } from "./options.ts";
import { checkReasonerType, labelOfType } from "./reasoner-type.ts";

const unknownJob = (error: JobwireError): boolean => error._tag === "NotFound" && error.reason === "unknown-job";

/** The operations of one client of reasoner jobs, and the jobs, from which the promise surface is made. */
export interface ReasonerParts {
  readonly effects: ReasonerEffects;
  readonly jobs: JobSurface<ReasonerJobTypes>;
}

/** As {@link makeReasoner}. */
export const makeReasonerClient = (
  adapter: Adapter,
  options: ReasonerOptions,
): Effect.Effect<ReasonerParts, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* makeContext(adapter, options);
    const { address, client, gateways, by } = context;
    const { calls, redactor } = client;
    const jobs = yield* makeJobSurface(reasonerJobBackend(context), client);
    const { submit: _s, delete: _d, getLogs: _g, tailLogs: _t, ...shared } = jobs.effects;
    const effects: ReasonerEffects = {
      address,
      redact: redactor.text,
      jobs: {
        ...shared,
        create: (type, name, payload, own) =>
          Effect.gen(function* () {
            const kind = yield* checked(() => checkReasonerType(type));
            const id = yield* createJob(context, kind, name, payload, own, false);
            return { reasonerType: labelOfType(kind), name: name.trim(), id };
          }).pipe(calls.span("jobs.create")),
        createReady: (type, name, payload, own = {}) =>
          Effect.gen(function* () {
            // A wait that cannot work is known before anything is created.
            const kind = yield* checked(() => {
              const checkedType = checkReasonerType(type);
              checkInclude(own.include, checkedType);
              checkInterval(own.pollIntervalMs);
              checkWaitOptions(own);
              return checkedType;
            });
            const id = yield* createJob(context, kind, name, payload, own, kind === "LOGIC");
            return yield* jobs.resultAs("jobs.createReady", { reasonerType: type, id }, own);
          }).pipe(calls.span("jobs.createReady")),
        getEvents: (id, own) => calls.read("jobs.getEvents", getJobEvents(context, id, own), own, shownId(id)),
        events: (id, own) => Stream.mapError(streamJobEvents(context, id, own), (error) => ofJob(error, shownId(id))),
        getOperation: (given, own) =>
          calls.read(
            "jobs.getOperation",
            Effect.gen(function* () {
              const { reasonerType, id } = yield* checked(() => checkReasonerJob(given));
              const gateway = yield* by(gateways.main, "jobs.getOperation");
              return yield* gateway.get(checkReasonerType(reasonerType), id).pipe(
                Effect.map(({ job }) => operationStatus(id, job)),
                Effect.catchIf(unknownJob, () => Effect.succeed(operationStatus(id, undefined))),
              );
            }),
            own,
            shownId(given),
          ),
      },
    };
    return { effects: redactedSurface(effects, redactor), jobs };
  });

/**
 * The operations of one client of reasoner jobs. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 *
 * @example
 * ```ts
 * import { directAccess, makeReasoner } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const jobs = Effect.gen(function* () {
 *   const backend = directAccess({ address: "http://127.0.0.1:8090", token: "secret" });
 *   const client = yield* makeReasoner(nodeAdapter, { backend });
 *   return yield* client.jobs.list({ limit: 10 });
 * });
 * console.log(await Effect.runPromise(Effect.scoped(jobs)));
 * ```
 */
export const makeReasoner = (
  adapter: Adapter,
  options: ReasonerOptions,
): Effect.Effect<ReasonerEffects, JobwireError, Scope.Scope> =>
  Effect.map(makeReasonerClient(adapter, options), ({ effects }) => effects);
