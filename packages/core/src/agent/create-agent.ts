import { Effect, Exit, Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import { promiseSurface } from "../surface/effectful.ts";
import { makeRunner, type Runner } from "../surface/runner.ts";
import { makeLogTail } from "../surface/log-tail.ts";
import type { LogTail } from "../tail/options.ts";
import type { AgentEffects } from "./effects.ts";
import { agentHandleJson, idOfAgentHandle } from "./handle-json.ts";
import { makeAgent } from "./make-agent.ts";
import { tailPlan } from "./tail-plan.ts";
import type {
  AgentClient,
  AgentJob,
  AgentJobHandle,
  AgentJobs,
  AgentOptions,
  AgentTailOptions,
  AgentWaitOptions,
} from "./types.ts";

/** The jobs as promises and async iterables: each is one effect, run. */
const promiseJobs = ({ jobs: agent }: AgentEffects, runner: Runner): AgentJobs => {
  const calls = promiseSurface<Pick<AgentJobs, "list" | "get" | "getLogs" | "stop">>(agent, runner);

  const tailLogs = (id: string, options: AgentTailOptions = {}): LogTail => {
    // At once, not at the first line: the mistake is in this call.
    tailPlan(id, options);
    return makeLogTail(agent.tailLogs(id, options), runner, options.signal);
  };

  const handleOf = (jobId: string): AgentJobHandle => ({
    jobId,
    status: (options) => jobs.get(jobId, options),
    logs: (options) => tailLogs(jobId, options),
    getLogs: (options) => jobs.getLogs(jobId, options),
    stop: (options) => jobs.stop(jobId, options),
    wait: (options) => jobs.wait(jobId, options),
    result: (options) => runner.run(agent.result(jobId, options), options?.signal),
    toJSON: () => agentHandleJson(jobId),
  });

  function wait(id: string, options?: AgentWaitOptions): Promise<AgentJob>;
  function wait(ids: ReadonlyArray<string>, options?: AgentWaitOptions): Promise<ReadonlyArray<AgentJob>>;
  function wait(
    id: string | ReadonlyArray<string>,
    options?: AgentWaitOptions,
  ): Promise<AgentJob | ReadonlyArray<AgentJob>> {
    const waiting: Effect.Effect<AgentJob | ReadonlyArray<AgentJob>, unknown> =
      typeof id === "string" ? agent.wait(id, options) : agent.waitAll(id, options);
    return runner.run(waiting, options?.signal);
  }

  const jobs: AgentJobs = {
    list: calls.list,
    get: calls.get,
    getLogs: calls.getLogs,
    stop: calls.stop,
    tailLogs,
    tailLogsWebSocket: (id, options) => tailLogs(id, { ...options, protocol: "websocket" }),
    tailLogsHttp: (id, options) => tailLogs(id, { ...options, protocol: "http" }),
    wait,
    handle: (idOrJson) => handleOf(idOfAgentHandle(idOrJson)),
  };
  return jobs;
};

/**
 * A Synapse Agent over the given runtime, as promises and async iterables. Nothing is sent yet. Throws `InvalidRequest` (reason
 * `local`, 400) when the options cannot work, such as a token with a line break, or one over plain http to another host.
 */
export const createAgent = (adapter: Adapter, options: AgentOptions): AgentClient => {
  const scope = Scope.makeUnsafe();
  const effects = Effect.runSync(makeAgent(adapter, options).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  const { baseUrl, redact, jobs: _, ...calls } = effects;
  return {
    ...promiseSurface<Omit<AgentClient, "baseUrl" | "redact" | "jobs" | "close" | typeof Symbol.asyncDispose>>(
      calls,
      runner,
    ),
    baseUrl,
    redact,
    jobs: promiseJobs(effects, runner),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
};
