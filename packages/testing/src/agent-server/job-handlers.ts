import { json } from "../fault/responses.ts";
import { type AgentHandlers, found } from "./agent-handlers.ts";
import type { AgentRequest } from "./agent-endpoint.ts";
import type { AgentJob } from "./agent-job.ts";
import { plainLog, socketTail, streamTail } from "./agent-logs.ts";
import type { AgentLogStyle } from "./log-style.ts";

/** The state behind the responses about jobs. */
export interface AgentJobs {
  readonly jobs: ReadonlyMap<string, AgentJob>;
  /** May change between two requests. */
  readonly style: AgentLogStyle;
}

/** Health, and everything about jobs. */
export function jobHandlers(state: AgentJobs): AgentHandlers {
  const jobOf = (request: AgentRequest): AgentJob => found(state.jobs, request, "Job");
  return {
    health: () => json({ status: "ok" }),
    listJobs: () => json([...state.jobs.values()].map((job) => job.answer("list"))),
    job: (request) => json(jobOf(request).answer("get")),
    stopJob: (request) => json({ stopped: jobOf(request).stop() }),
    logs: (request) => plainLog(jobOf(request), state.style),
    socket: (request) => socketTail(jobOf(request), state.style, request.signal),
    stream: (request) => streamTail(jobOf(request), state.style, request.signal),
  };
}
