import { mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { handled, problem } from "../agent-server/agent-handlers.ts";
import { type AgentRequest, toAgentRequest } from "../agent-server/agent-endpoint.ts";
import { type AgentCredentials, unauthorized } from "../agent-server/credentials.ts";
import { jobHandlers } from "../agent-server/job-handlers.ts";
import { type AgentLogStyle, agentLogStyle } from "../agent-server/log-style.ts";
import type { ScriptedResponse } from "../fault/response.ts";
import type { AgentFaultHook } from "../fault/faulty-agent.ts";
import { type FaultyService, startFaultyService } from "../fault/faulty-service.ts";
import { refuseContentType, refuseStranger } from "../guard/refuse-request.ts";
import { Watchdog } from "../local-jobs/watchdog.ts";
import { clusterHandlers, firstCluster } from "./cluster-handlers.ts";
import { type FirstJobs, startFirstJobs } from "./first-jobs.ts";
import { AgentJobStore } from "./agent-job-store.ts";
import type { AgentJobRequest } from "./local-agent-job.ts";
import { pluginHandlers } from "./plugin-handlers.ts";
import { resourceHandlers } from "./resource-handlers.ts";

/** Options of {@link startReferenceAgent}. */
export interface ReferenceAgentOptions extends AgentCredentials {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** A path before every path, such as `/agents/7`. Default none. */
  readonly prefix?: string;
  /** The form of its logs. Default: plain text, full replay, JSON events over both transports, and `complete` at the end. */
  readonly style?: Partial<AgentLogStyle>;
  /** Chooses a fault for each request. */
  readonly fault?: AgentFaultHook;
  /** This folder is kept on close; the default is a temporary folder that `close()` removes. */
  readonly logDirectory?: string;
  /** How often a tail checks at the end of its log. Default 100 ms. */
  readonly tailPollMs?: number;
  /** From SIGTERM to SIGKILL when a job is stopped. Default 3,000 ms. */
  readonly killAfterMs?: number;
  /**
   * Lets a web page of the server's own origin write. Default false: no page can write, because a write runs a command. A
   * conformance run in a browser, which serves its own pages from the server through a fault, sets it.
   */
  readonly ownPagesMayWrite?: boolean;
}

/** A running reference agent. */
export interface ReferenceAgent extends FaultyService<AgentRequest> {
  /** The address for a client: with the prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** The jobs it began with. */
  readonly first: FirstJobs;
  /** Starts a job, as running a plugin does; returns its id. */
  startJob(request: AgentJobRequest, jobId?: string): Promise<string>;
  /** The truth to compare a tail with. */
  logFile(jobId: string): string;
  /** Applies from the next request on; open tails do not change. */
  setStyle(style: Partial<AgentLogStyle>): void;
}

/** How many requests are remembered: the server may run for days. */
const maxRequests = 1000;

/**
 * Starts a loopback server that implements the Synapse Agent API as its Python clients use it (docs/internals/servers.md; no real
 * agent is public) and runs jobs as local processes. Rejects when the port is taken.
 *
 * Without a `token` every program of this machine may run commands here. Web pages may not, with or without one: the server accepts
 * loopback host names only, refuses a page's writes, and lets no page of another origin read.
 *
 * @example
 * ```ts
 * import { startReferenceAgent } from "@jobwire/testing";
 * import { agent } from "jobwire";
 *
 * const server = await startReferenceAgent({ token: "secret" });
 * const synapse = agent({ address: server.baseUrl, agentToken: "secret" });
 * for (const { id, status } of await synapse.jobs.list()) console.log(id, status);
 * await synapse.close();
 * await server.close();
 * ```
 */
export async function startReferenceAgent(options: ReferenceAgentOptions = {}): Promise<ReferenceAgent> {
  const { prefix = "", logDirectory: kept, tailPollMs = 100, killAfterMs = 3000 } = options;
  const watchdog = new Watchdog("jobwire-agent-");
  const directory = resolve(kept ?? join(watchdog.folder, "logs"));
  const board = new AgentJobStore(directory, { watchdog, pollMs: tailPollMs, killAfterMs });
  const cluster = firstCluster(cpus().length);
  const state = { jobs: board.jobs, style: { ...agentLogStyle, ...options.style } };
  const handlers = {
    ...jobHandlers(state),
    ...clusterHandlers(cluster),
    ...resourceHandlers({
      runningJobs: () => [...board.jobs.values()].filter((job) => !job.ended()).length,
      applications: () => cluster.applications.size,
    }),
    ...pluginHandlers(board),
  };

  let service: FaultyService<AgentRequest>;
  let first: FirstJobs;
  try {
    mkdirSync(directory, { recursive: true });
    first = await startFirstJobs(board);
    service = await startFaultyService<AgentRequest>(
      {
        understand: (request) => toAgentRequest(request, prefix),
        arrived() {},
        refuse: (request) => refusal(request, options),
        answer: (request) => handled(handlers, request),
      },
      { fault: options.fault, maxRequests, ...(options.port === undefined ? {} : { port: options.port }) },
    );
  } catch (error) {
    await board.close();
    throw error;
  }

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= service.close().then(() => board.close()));
  return {
    ...service,
    baseUrl: `${service.url}${prefix}`,
    first,
    startJob: async (request, jobId) => (await board.start(request, jobId)).id,
    logFile: (jobId) => board.logFile(jobId),
    setStyle(style) {
      state.style = { ...state.style, ...style };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function refusal(request: AgentRequest, options: ReferenceAgentOptions): ScriptedResponse | undefined {
  const stranger = refuseStranger(request, options.ownPagesMayWrite ?? false);
  if (stranger !== undefined) return problem(stranger.status, stranger.message);
  const denied = unauthorized(request, options);
  if (denied !== undefined) return denied;
  const wrongType = refuseContentType(request, request.body.length > 0);
  return wrongType && problem(wrongType.status, wrongType.message);
}
