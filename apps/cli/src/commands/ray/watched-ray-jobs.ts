import type { RayCluster, RayJob } from "@jobwire/core";
import { jobName } from "../../output/cells.ts";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";

// A user may name a submission by its Ray job id too. Ray keeps the log under the submission id.
const watched = (job: RayJob): WatchedJob => ({
  id: jobName(job),
  status: job.status,
  message: job.message,
  record: job,
});

/** The jobs of a cluster, for commands that wait and follow. */
export const watchedRayJobs = ({ jobs }: RayCluster): WatchedJobs => ({
  get: async (id, options) => watched(await jobs.get(id, options)),
  list: async (options) => {
    const byId = new Map<string, WatchedJob>();
    for (const job of await jobs.list(options)) {
      if (job.jobId !== null) byId.set(job.jobId, watched(job));
      if (job.submissionId !== null) byId.set(job.submissionId, watched(job));
    }
    return byId;
  },
  stop: (id, options) => jobs.stop(id, options),
  tailLogs: (id, options) => jobs.tailLogs(id, options),
  wait: async (id, options) => watched(await jobs.wait(id, options)),
});
