import type { HttpTimeouts, RayJob } from "@jobwire/core";
import { BadResponse, InvalidRequest } from "@jobwire/core/errors";
import { checked, type JobBackend, listPolls, type RetryBudget, submitOnce } from "@jobwire/core/backend";
import {
  checkRayJobId,
  rayJobBodyCode,
  rayJobNames,
  rayOutcome,
  toRayTailJob,
} from "@jobwire/core/gateway-client/internal";
import * as Effect from "effect/Effect";
import { streamPath, type SystemApi } from "./api.ts";
import { decodeRayStopped } from "./decode.ts";
import { jobRequests } from "./job-requests.ts";
import type { GatewayLog } from "./log/gateway-log.ts";
import { logTimes } from "./log/log-times.ts";
import { tailPlan } from "./log/tail-plan.ts";
import { readWholeLog } from "./log/whole-log.ts";
import type { GatewayRayJobTypes } from "./types.ts";

const readJob = (job: Readonly<Record<string, unknown>>): RayJob => job as unknown as RayJob;

/** Undefined fields are left out, as JSON does. */
type Given<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** The jobs of a Ray cluster behind a gateway. */
export const rayBackend = (
  api: SystemApi,
  budget: RetryBudget,
  timeouts: HttpTimeouts | undefined,
): JobBackend<GatewayRayJobTypes> => {
  const { address, at, http } = api;
  const requests = jobRequests(api, readJob);
  const { get } = requests;
  const logOf = (id: string, own?: { readonly idleMs?: number | undefined }): GatewayLog => ({
    http,
    label: `job ${id}${at}`,
    path: streamPath(api, id, "log"),
    times: logTimes(timeouts, own),
  });
  return {
    system: "gateway.ray",
    noun: "a Ray job",
    address,
    ids: {
      kind: "jobwire/ray-job",
      check: checkRayJobId,
      fields: (submissionId) => ({ submissionId }),
      fromFields: ({ submissionId }) => submissionId,
    },
    optionNames: rayJobNames,
    get,
    list: ({ status, limit, onLeftOut }) => {
      if (onLeftOut !== undefined) {
        return Effect.fail(
          new InvalidRequest({
            message: "onLeftOut is not available behind a gateway, which lists only the selected jobs",
            reason: "local",
          }),
        );
      }
      const statuses = typeof status === "string" ? [status] : status;
      return requests.list({
        ...(limit === undefined ? {} : { limit }),
        ...(statuses === undefined ? {} : { status: statuses.join(",") }),
      });
    },
    polls: {
      sources: { jobs: listPolls(get, requests.list(), ({ submissionId, jobId }) => [submissionId, jobId]) },
    },
    statusOf: ({ status }) => status,
    outcomeOf: rayOutcome,
    whyPending: ({ status, message }) =>
      status === "PENDING"
        ? Effect.succeed({ reason: message ?? "Ray has not started the job yet and reports no reason." })
        : undefined,
    waits: {
      goneBecause:
        "it was deleted, or the head started again without its store. List the jobs to see which exist, or submit it again",
    },
    submit: (request, limits) =>
      Effect.gen(function* () {
        // Checked as before a submit to Ray itself. The id is the client's, so that it can find the job.
        const { submitBody } = yield* rayJobBodyCode;
        const { submission_id: id } = yield* checked(() => submitBody(request));
        // The gateway's client of Ray moves the settings of plugins to their place.
        const runtimeEnv = request.runtimeEnv as Readonly<Record<string, unknown>> | undefined;
        const body = { ...request, runtimeEnv, submissionId: id };
        const label = `submit of ${id}${at}`;
        const send = Effect.flatMap(requests.submit(body as Given<typeof body>), (named) =>
          named === id
            ? Effect.void
            : Effect.fail(
                new BadResponse({
                  message: `${label}: the gateway accepted the job under another id. List the jobs to find it`,
                  reason: "other-id",
                  statusCode: 400,
                }),
              ),
        );
        yield* submitOnce({ label, budget, send, find: get(id), ...limits });
        return id;
      }),
    stop: {
      send: (id) => Effect.flatMap(requests.stop(id), (text) => decodeRayStopped(`stop of job ${id}${at}`, text)),
    },
    delete: requests.delete,
    getLogs: (id) => Effect.flatMap(get(id), (job) => readWholeLog(logOf(id), rayOutcome(job) !== undefined)),
    tail: (id, options) => tailPlan(logOf(id, options), Effect.map(get(id), toRayTailJob), options),
  };
};
