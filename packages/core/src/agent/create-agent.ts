import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import { withCallSite } from "../call-site/with-call-site.ts";
import { promiseSurface } from "../surface/effectful.ts";
import type { OptionsAt } from "../surface/options-at.ts";
import { promiseJobs } from "../surface/promise-jobs.ts";
import { makeRunner } from "../surface/runner.ts";
import { withCallSites } from "../surface/with-call-sites.ts";
import { makeAgentClient } from "./make-agent.ts";
import type { AgentClient, AgentJobs, AgentOptions } from "./types.ts";

type Calls = Omit<AgentClient, "kind" | "address" | "redact" | "jobs" | "close" | typeof Symbol.asyncDispose>;

const collectionAt = { list: 0, get: 1 } as const;
const callsAt: OptionsAt<Calls> = {
  health: 0,
  gpuStatus: 0,
  nodes: collectionAt,
  tasks: collectionAt,
  serve: { ...collectionAt, delete: 1 },
  resources: { cluster: 0, checkFeasibility: 1, getPolicy: 0, updatePolicy: 1 },
  plugins: { releases: { ...collectionAt, create: 1, delete: 1 }, run: 2, runDebug: 1 },
};

const makeClient = (adapter: Adapter, options: AgentOptions): AgentClient => {
  const scope = Scope.makeUnsafe();
  const { effects, jobs } = Effect.runSync(makeAgentClient(adapter, options).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  const { address, redact, jobs: _, ...calls } = effects;
  const { submit: _submit, delete: _delete, ...shared } = promiseJobs(jobs, runner);
  const agentJobs: AgentJobs = {
    ...shared,
    tailLogsWebSocket: (id, own) => shared.tailLogs(id, { ...own, protocol: "websocket" }),
    tailLogsHttp: (id, own) => shared.tailLogs(id, { ...own, protocol: "http" }),
  };
  const client: AgentClient = {
    ...promiseSurface<Calls>(calls, callsAt, runner),
    kind: "agent",
    address,
    redact,
    jobs: agentJobs,
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
  return withCallSites(client, runner);
};

/**
 * A Synapse Agent over the given runtime, as promises and async iterables. Nothing is sent yet. Throws `InvalidRequest` (reason
 * `local`, 400) when the options cannot work, such as a token with a line break, or one over plain http to another host.
 *
 * @example
 * ```ts
 * import { createAgent } from "@jobwire/core";
 * import { nodeAdapter } from "@jobwire/node";
 *
 * const synapse = createAgent(nodeAdapter, { address: "http://127.0.0.1:8099", agentToken: "secret" });
 * console.log(await synapse.health());
 * await synapse.close();
 * ```
 */
export const createAgent = (adapter: Adapter, options: AgentOptions): AgentClient =>
  withCallSite(createAgent, () => makeClient(adapter, options));
