import * as Effect from "effect/Effect";
import type { PendingReason } from "../poll/pending.ts";
import { checked } from "../surface/checked.ts";
import type { JobBackend } from "../surface/job-backend.ts";
import { checkFlag, checkInclude } from "./checks.ts";
import { checkInterval, type ReasonerContext } from "./client-context.ts";
import type { JobGateway } from "./gateway.ts";
import { cancelGateway } from "./gateways.ts";
import { endOfWait, outcomeOf } from "./job-end.ts";
import { checkReasonerJob } from "./job-id.ts";
import { familyPolls, groupOf, keyOf, shownKey } from "./job-polls.ts";
import { isPending } from "./job-state.ts";
import type { ReasonerJobTypes } from "./job-types.ts";
import { listJobs } from "./list-jobs.ts";
import { reasonerJobNames } from "./reasoner-names.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import type { ReasonerJobId } from "./types.ts";

/** The default deadline of a wait, in milliseconds. */
const defaultTimeoutMs = 900_000;
/** A wait looks for a job this long before the job counts as unknown, in milliseconds: the service may know a create before its job. */
const appearsWithinMs = 30_000;

/** Reasoner jobs have no message of the service. */
const notStarted: PendingReason = {
  reason: "The reasoner has not started the job yet, and the service does not report why.",
};

/** The jobs of one client of reasoners, for {@link makeJobSurface}. */
export const reasonerJobBackend = (context: ReasonerContext): JobBackend<ReasonerJobTypes> => {
  const { address, gateways, by, expanded } = context;
  const { main } = gateways;
  const typeOf = ({ reasonerType }: ReasonerJobId): Parameters<JobGateway["get"]>[0] => checkReasonerType(reasonerType);
  return {
    system: "reasoner",
    noun: "a reasoner job",
    address,
    ids: {
      kind: "jobwire/reasoner-job",
      check: checkReasonerJob,
      fields: ({ reasonerType, id, name }) => ({ reasonerType, name: name ?? null, id }),
      fromFields: (fields) => fields,
      keyOf: (id) => keyOf(typeOf(id), id.id),
      shownKey,
    },
    optionNames: reasonerJobNames,
    get: (id) => main.get(typeOf(id), id.id),
    list: (options) => listJobs(context, options),
    polls: { sources: familyPolls(main), groupOf: (id) => groupOf(typeOf(id)) },
    statusOf: ({ job }) => job.state ?? "",
    outcomeOf: ({ job }) => outcomeOf(job),
    jobOf: ({ job }) => job,
    whyPending: ({ job }) => (isPending(job) ? Effect.succeed(notStarted) : undefined),
    waits: {
      goneBecause: "it was deleted, or the service forgot it",
      policy: "reasoner",
      timeoutMs: defaultTimeoutMs,
      retryToDeadline: true,
      appearsWithinMs,
      listMayLack: true,
    },
    checkOptions: (id, options) => {
      checkInclude(options.include, typeOf(id));
      if ("pollIntervalMs" in options) checkInterval(options.pollIntervalMs);
    },
    complete: (row, { include }, wait) => {
      // Checked against the job's type before anything was sent.
      const included = checkInclude(include, "LOGIC");
      const job = expanded(row, included, wait?.leftMs);
      return wait === undefined ? job : Effect.flatMap(job, (ended) => endOfWait(address, ended));
    },
    announce: (operation) => by(main, operation),
    stop: {
      // Stopping again changes nothing, so a stop is sent again like a read.
      retries: "reasoner",
      send: (id, options) =>
        Effect.gen(function* () {
          const type = typeOf(id);
          const { allUsers, gateway } = yield* checked(() => {
            const all = checkFlag("allUsers", options.allUsers);
            return { allUsers: all, gateway: cancelGateway(gateways, type, all) };
          });
          yield* by(gateway, "jobs.stop");
          yield* gateway.cancel(type, id.id, allUsers);
        }),
    },
  };
};
