import type { Answer, HttpAnswer } from "../fault/answer.ts";
import { json } from "../fault/answers.ts";
import type { AgentRequest } from "./agent-endpoint.ts";
import type { AgentJob } from "./agent-job.ts";
import { plainLog, socketTail, streamTail } from "./agent-logs.ts";
import type { AgentLogStyle } from "./log-style.ts";

/** What the answers about jobs are made of. */
export interface AgentJobs {
  readonly jobs: ReadonlyMap<string, AgentJob>;
  readonly style: AgentLogStyle;
}

/** An agent's refusal: `detail` in JSON, as the Python clients read it. */
export function problem(status: number, detail: unknown): HttpAnswer {
  return json({ detail }, { status });
}

/** The answer to a request without the agent's token. Whether a real agent says 401 or 403 is open; the issue wants 401. */
export function unauthorized(request: AgentRequest, token: string | undefined): Answer | undefined {
  if (token === undefined || request.headers["authorization"] === token) return undefined;
  return problem(401, request.headers["authorization"] === undefined ? "Missing agent token" : "Invalid agent token");
}

/** The proper answer to a request about health or jobs; undefined for any other. */
export function jobsAnswer(state: AgentJobs, request: AgentRequest): Answer | Promise<Answer> | undefined {
  switch (request.endpoint) {
    case "health":
      return json({ status: "ok" });
    case "listJobs":
      return json([...state.jobs.values()].map((job) => job.answer("list")));
    case "job":
    case "logs":
    case "socket":
    case "stream":
    case "stopJob": {
      const job = state.jobs.get(request.id ?? "");
      return job === undefined ? problem(404, `Job ${request.id} not found`) : jobAnswer(state, request, job);
    }
    default:
      return undefined;
  }
}

function jobAnswer(state: AgentJobs, request: AgentRequest, job: AgentJob): Answer | Promise<Answer> {
  switch (request.endpoint) {
    case "job":
      return json(job.answer("get"));
    case "socket":
      return socketTail(job, state.style, request.signal);
    case "stream":
      return streamTail(job, state.style, request.signal);
    case "stopJob":
      return json({ stopped: job.stop() });
    default:
      return plainLog(job, state.style);
  }
}
