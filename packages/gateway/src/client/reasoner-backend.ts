import type { GetOptions, JobInclude, ReasonerJob, ReasonerJobId } from "@jobwire/core";
import { InvalidRequest, type JobwireError } from "@jobwire/core/errors";
import { checked, type JobBackend, listPolls } from "@jobwire/core/backend";
import {
  checkReasonerJob,
  endOfReasonerWait,
  isReasonerJobPending,
  reasonerJobNames,
  reasonerOutcome,
} from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import type { SystemApi } from "./api.ts";
import { jobRequests } from "./job-requests.ts";
import { errorOfProblem } from "./problem.ts";
import { checkFilters, selectJobs } from "./reasoner-list.ts";
import type { GatewayReasonerJobTypes } from "./types.ts";

/** A reasoner job's id in paths: ids are unique only among the jobs of one type. */
export const pathId = ({ reasonerType, id }: ReasonerJobId): string => `${reasonerType}:${id}`;

/** The id in a path's id; undefined for a text that is none. */
export const idOfPath = (text: string): ReasonerJobId | undefined => {
  const colon = text.indexOf(":");
  return colon <= 0 ? undefined : { reasonerType: text.slice(0, colon), id: text.slice(colon + 1) };
};

/** Failures of included parts arrive as JSON, and are errors again. */
const readJob = (fields: Readonly<Record<string, unknown>>): ReasonerJob => {
  const failures: Record<string, JobwireError> = {};
  for (const [part, failure] of Object.entries((fields["failures"] ?? {}) as Readonly<Record<string, object>>)) {
    const error = errorOfProblem(failure as Readonly<Record<string, unknown>>);
    if (error !== undefined) failures[part] = error;
  }
  return { ...(fields as unknown as ReasonerJob), failures };
};

const includeText = (include: JobInclude | undefined): string =>
  Object.entries(include ?? {})
    .filter(([, wanted]) => wanted === true)
    .map(([part]) => part.trim().toLowerCase())
    .join(",");

/** The jobs of reasoners behind a gateway. */
export const reasonerBackend = (api: SystemApi): JobBackend<GatewayReasonerJobTypes> => {
  const { address } = api;
  const requests = jobRequests(api, readJob);
  const get = (id: ReasonerJobId, include?: JobInclude) => requests.get(pathId(id), includeText(include));
  return {
    system: "gateway.reasoner",
    noun: "a reasoner job",
    address,
    ids: {
      kind: "jobwire/reasoner-job",
      check: checkReasonerJob,
      fields: (id) => ({ reasonerType: id.reasonerType, name: id.name ?? null, id: id.id }),
      fromFields: (fields) => fields,
      keyOf: pathId,
      shownKey: (key) => idOfPath(key)?.id ?? key,
    },
    optionNames: reasonerJobNames,
    get: (id) => get(id),
    list: (options) =>
      Effect.flatMap(
        checked(() => checkFilters(options)),
        () =>
          options.limit !== undefined && options.limit <= 0
            ? Effect.succeed([])
            : Effect.map(requests.list(), (jobs) => selectJobs(jobs, options)),
      ),
    polls: {
      sources: {
        jobs: listPolls(
          (key) => requests.get(key),
          requests.list(),
          (job) => [pathId(job)],
        ),
      },
    },
    statusOf: ({ state }) => state ?? "",
    outcomeOf: reasonerOutcome,
    whyPending: (job) =>
      isReasonerJobPending(job)
        ? Effect.succeed({
            reason: "The reasoner has not started the job yet, and the service does not report why.",
          })
        : undefined,
    waits: {
      goneBecause: "it was deleted, or the service forgot it",
      policy: "reasoner",
      timeoutMs: 900_000,
      retryToDeadline: true,
      appearsWithinMs: 30_000,
      listMayLack: true,
    },
    complete: (job, { include }: Pick<GetOptions, "include">, wait) => {
      const whole = includeText(include) === "" ? Effect.succeed(job) : get(job, include);
      return wait === undefined ? whole : Effect.flatMap(whole, (ended) => endOfReasonerWait(address, ended));
    },
    stop: {
      retries: "reasoner",
      send: (id, { allUsers }) =>
        allUsers === true
          ? Effect.fail(
              new InvalidRequest({
                message: "allUsers is not available behind a gateway, which stops jobs as its own user",
                reason: "local",
              }),
            )
          : Effect.asVoid(requests.stop(pathId(id))),
    },
  };
};
