import { type AgentRequest, toAgentRequest } from "../agent-server/agent-endpoint.ts";
import { handled } from "../agent-server/agent-handlers.ts";
import type { AgentJob } from "../agent-server/agent-job.ts";
import { type AgentCredentials, unauthorized } from "../agent-server/credentials.ts";
import { jobHandlers } from "../agent-server/job-handlers.ts";
import { type AgentLogStyle, agentLogStyle } from "../agent-server/log-style.ts";
import { type FaultyAgentJob, type FaultyAgentJobOptions, ScriptedAgentJob } from "./faulty-agent-job.ts";
import { type FaultHookOf, type FaultyService, startFaultyService } from "./faulty-service.ts";
import { handleOf } from "./scripted-job.ts";

/** {@link FaultHookOf} a {@link FaultyAgent}. */
export type AgentFaultHook = FaultHookOf<AgentRequest>;

/** Options of {@link startFaultyAgent}: one job, the form of its log, and the faults. */
export interface FaultyAgentOptions extends FaultyAgentJobOptions, AgentCredentials {
  /** Default `raysubmit_scripted00000000`. */
  readonly jobId?: string;
  /** A path before every path, such as `/agents/7`. Default none. */
  readonly prefix?: string;
  /** Default: plain text, full replay, JSON events over both transports, and a `complete` event at the end. */
  readonly style?: Partial<AgentLogStyle>;
  /** Decides for each request which fault spoils its response, if any. Default: none does. */
  readonly fault?: AgentFaultHook;
  /** Default 0: any free port. */
  readonly port?: number;
}

/**
 * A server that implements health and jobs of the Synapse Agent API for jobs that exist only as a log and a status in memory, and
 * that fails exactly as scripted. Nothing in it takes time: the log and the status change when the test changes them, and a tail
 * at the end of the log checks again at each change and at every request. Every other endpoint of an agent is 404 here; add it
 * with a fault.
 */
export interface FaultyAgent extends FaultyAgentJob, FaultyService<AgentRequest> {
  /** The address for a client: with the prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** Adds another job. The job of the options exists from the start. */
  addJob(jobId: string, options: FaultyAgentJobOptions): FaultyAgentJob;
  /** The control over a job; undefined when there is no such job. */
  job(jobId: string): FaultyAgentJob | undefined;
  /** Forgets a job and its log: later requests for it get a 404. */
  removeJob(jobId: string): void;
  /** Applies from the next request on; open tails do not change. */
  setStyle(style: Partial<AgentLogStyle>): void;
}

/**
 * Starts a {@link FaultyAgent} on loopback.
 *
 * @example
 * ```ts
 * import { startFaultyAgent } from "@jobwire/testing";
 * import { agent } from "jobwire";
 *
 * const server = await startFaultyAgent({ token: "secret", status: "RUNNING", log: "one\n" });
 * const synapse = agent({ address: server.baseUrl, agentToken: "secret" });
 * const reading = Array.fromAsync(synapse.jobs.tailLogs(server.jobId));
 * server.append("two\n");
 * server.setStatus("SUCCEEDED");
 * console.log(await reading);
 * await synapse.close();
 * await server.close();
 * ```
 */
export async function startFaultyAgent(options: FaultyAgentOptions): Promise<FaultyAgent> {
  const jobId = options.jobId ?? "raysubmit_scripted00000000";
  const prefix = options.prefix ?? "";
  const first = new ScriptedAgentJob(jobId, options);
  const scripted = new Map([[jobId, first]]);
  const served = new Map<string, AgentJob>([[jobId, first.served]]);
  const state = { jobs: served, style: { ...agentLogStyle, ...options.style } };
  const handlers = jobHandlers(state);
  const service = await startFaultyService<AgentRequest>(
    {
      understand: (request) => toAgentRequest(request, prefix),
      arrived() {
        for (const job of scripted.values()) job.log.wake();
      },
      refuse: (request) => unauthorized(request, options),
      answer: (request) => handled(handlers, request),
    },
    { fault: options.fault, ...(options.port === undefined ? {} : { port: options.port }) },
  );

  return {
    ...service,
    jobId,
    baseUrl: `${service.url}${prefix}`,
    ...handleOf(first),
    addJob(id, jobOptions) {
      const job = new ScriptedAgentJob(id, jobOptions);
      scripted.set(id, job);
      served.set(id, job.served);
      return job;
    },
    job: (id) => scripted.get(id),
    removeJob(id) {
      scripted.delete(id);
      served.delete(id);
    },
    setStyle(style) {
      state.style = { ...state.style, ...style };
    },
  };
}
