import { Effect, type Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { redactedSurface } from "../redaction/redacted-surface.ts";
import { checkFlag, checkInclude } from "./checks.ts";
import { checkNamed, makeContext } from "./client-context.ts";
import { createJob } from "./create-job.ts";
import type { ReasonerEffects } from "./effects.ts";
import { cancelGateway } from "./gateways.ts";
import { getJobEvents, streamJobEvents } from "./job-events.ts";
import { resultOfJob } from "./job-result.ts";
import { operationStatus } from "./job-state.ts";
import { listJobs } from "./list-jobs.ts";
import type { ReasonerOptions } from "./options.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import { checkWait, waitJob } from "./wait-job.ts";

const unknownJob = (error: JobwireError): boolean => error._tag === "NotFound" && error.reason === "unknown-job";

/**
 * The operations of one client of reasoner jobs. Closing the scope ends the polls that its waits share. Fails with
 * `InvalidRequest` (reason `local`) when the options cannot work; nothing is sent before an operation is run.
 */
export const makeReasoner = (
  adapter: Adapter,
  options: ReasonerOptions,
): Effect.Effect<ReasonerEffects, JobwireError, Scope.Scope> =>
  Effect.map(makeContext(adapter, options), (context) => {
    const { address, redactor, calls, gateways, by, expanded } = context;
    const { main } = gateways;
    const effects: ReasonerEffects = {
      address,
      redact: redactor.text,
      jobs: {
        get: (type, id, own) =>
          calls.read(
            "jobs.get",
            Effect.gen(function* () {
              const { named, included } = yield* checked(() => {
                const named = checkNamed(type, id);
                return { named, included: checkInclude(own?.include, named.type) };
              });
              const gateway = yield* by(main, "jobs.get");
              return yield* Effect.flatMap(gateway.get(named.type, named.id), (row) => expanded(row, included));
            }),
            own,
            id,
          ),
        list: (own = {}) => calls.read("jobs.list", listJobs(context, own), own),
        create: (type, name, payload, own) =>
          Effect.flatMap(
            checked(() => checkReasonerType(type)),
            (kind) => createJob(context, kind, name, payload, own, false),
          ).pipe(calls.span("jobs.create")),
        createReady: (type, name, payload, own = {}) =>
          Effect.gen(function* () {
            // A wait that cannot work is known before anything is created.
            const kind = yield* checked(() => {
              const checkedType = checkReasonerType(type);
              checkWait(checkedType, own);
              return checkedType;
            });
            const id = yield* createJob(context, kind, name, payload, own, kind === "LOGIC");
            const job = yield* waitJob(context, "jobs.createReady", type, id, own);
            return yield* resultOfJob(address, job);
          }).pipe(calls.span("jobs.createReady")),
        getEvents: (type, id, own) => calls.read("jobs.getEvents", getJobEvents(context, type, id, own), own, id),
        events: (type, id, own) => streamJobEvents(context, type, id, own),
        cancel: (type, id, own) =>
          calls.read(
            "jobs.cancel",
            Effect.gen(function* () {
              const { named, allUsers, gateway } = yield* checked(() => {
                const named = checkNamed(type, id);
                const allUsers = checkFlag("allUsers", own?.allUsers);
                return { named, allUsers, gateway: cancelGateway(gateways, named.type, allUsers) };
              });
              yield* by(gateway, "jobs.cancel");
              // A cancel that was done already changes nothing, so it may be asked again like a read.
              yield* gateway.cancel(named.type, named.id, allUsers);
            }),
            own,
            id,
          ),
        wait: (type, id, own) => waitJob(context, "jobs.wait", type, id, own).pipe(calls.span("jobs.wait", id)),
        result: (type, id, own) =>
          Effect.flatMap(waitJob(context, "jobs.result", type, id, own), (job) => resultOfJob(address, job)).pipe(
            calls.span("jobs.result", id),
          ),
        getOperation: (type, id, own) =>
          calls.read(
            "jobs.getOperation",
            Effect.gen(function* () {
              const named = yield* checked(() => checkNamed(type, id));
              const gateway = yield* by(main, "jobs.getOperation");
              return yield* gateway.get(named.type, named.id).pipe(
                Effect.map(({ job }) => operationStatus(named.id, job)),
                Effect.catchIf(unknownJob, () => Effect.succeed(operationStatus(named.id, undefined))),
              );
            }),
            own,
            id,
          ),
      },
    };
    return redactedSurface(effects, redactor);
  });
