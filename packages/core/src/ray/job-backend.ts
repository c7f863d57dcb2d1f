import * as Effect from "effect/Effect";
import type { PollSource } from "../poll/shared-poller.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import type { JobBackend } from "../surface/job-backend.ts";
import { loadedCode } from "../loaded-code.ts";
import { listPolls } from "../surface/job-polls.ts";
import type { RayApi } from "./api.ts";
import { deadNodeCheck } from "./dead-nodes.ts";
import { rayOutcome } from "./job-outcome.ts";
import { deleteJob, getJob, listJobs, listSelectedJobs, stopJob } from "./jobs.ts";
import { Session } from "./session.ts";
import { pendingReasons } from "./pending-reason.ts";
import { checkJobId } from "./submission-id.ts";
import { makeRayTailBackend } from "./tail-backend.ts";
import type { RayJob } from "./job.ts";
import type { RayJobTypes } from "./types.ts";
import { checkStartable } from "./unstarted.ts";

type Check = NonNullable<PollSource<RayJob>["check"]>;

/** The same check, which also learns the session of a cluster whose jobs somebody waits for: at the second poll, once. */
const withSession = (check: Check, session: Session): Check => {
  let polls = 0;
  return (found, unlisted) =>
    Effect.gen(function* () {
      const checked = yield* check(found, unlisted);
      polls += 1;
      if (checked.requested || found.size === 0 || polls < 2) return checked;
      return { ...checked, requested: yield* session.learn };
    });
};

/** The jobs of one Ray cluster, for {@link makeJobSurface}. An id is a submission id, or Ray's own job id. */
export const rayJobBackend = (api: RayApi, budget: RetryBudget): JobBackend<RayJobTypes> => {
  const get: JobBackend<RayJobTypes>["get"] = (id) => getJob(api, id);
  const why = pendingReasons(api);
  const session = new Session(api);
  // A page that follows jobs does neither.
  const submitting = loadedCode(() => import("./submit-request.ts"));
  const wholeLogs = loadedCode(() => import("./get-logs.ts"));
  return {
    system: "ray",
    noun: "a Ray job",
    address: api.address,
    ids: {
      kind: "jobwire/ray-job",
      check: checkJobId,
      fields: (submissionId) => ({ submissionId }),
      fromFields: ({ submissionId }) => submissionId,
    },
    get,
    list: (options) =>
      options.status === undefined && options.limit === undefined && options.onLeftOut === undefined
        ? listJobs(api)
        : listSelectedJobs(api, options),
    polls: {
      sources: {
        // A driver's own entry in the list is not the submission that started it.
        jobs: {
          ...listPolls(get, listJobs(api), ({ submissionId, jobId }) => [submissionId, jobId]),
          check: withSession(deadNodeCheck(api), session),
        },
      },
    },
    statusOf: ({ status }) => status,
    outcomeOf: rayOutcome,
    whyPending: (job) => (job.status === "PENDING" ? why(job) : undefined),
    waits: {
      goneBecause:
        "it was deleted, or the head started again without its store. List the jobs to see which exist, or submit it again",
      forgottenSince: (seenAt) => session.forgottenSince(seenAt),
    },
    submit: (request, limits) =>
      Effect.flatMap(submitting, ({ submitRequest }) => submitRequest(api, budget, request, limits)),
    stop: {
      send: (id) => stopJob(api, id),
      willEnd: (id, { stopped }) =>
        stopped ? Effect.void : retrying({ budget, attempts: 3 })(checkStartable(api, id)),
    },
    delete: (id) => deleteJob(api, id),
    getLogs: (id) => Effect.flatMap(wholeLogs, ({ getJobLogs }) => getJobLogs(api, id)),
    tail: (id, { idleMs }) => ({ backend: makeRayTailBackend(api, id, session, { idleMs }) }),
  };
};
