import type { AgentClient, AgentJob } from "@jobwire/core";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";

/** A command prints the whole log. The library limits a tail because a program may hold its lines in memory. */
const unlimited = {
  maxMessages: Number.POSITIVE_INFINITY,
  maxLines: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  maxLineBytes: Number.POSITIVE_INFINITY,
};

const watched = (job: AgentJob): WatchedJob => ({
  id: job.id,
  status: job.status ?? "",
  message: job.message,
  record: job,
});

/** The jobs of an agent, for commands that wait and follow. */
export const watchedAgentJobs = ({ jobs }: AgentClient): WatchedJobs => ({
  get: async (id, options) => watched(await jobs.get(id, options)),
  list: async (options) => new Map((await jobs.list(options)).map((job) => [job.id, watched(job)])),
  stop: (id, options) => jobs.stop(id, options),
  tailLogs: (id, options) => jobs.tailLogs(id, { ...options, limits: unlimited }),
  wait: async (id, options) => watched(await jobs.wait(id, options)),
});
