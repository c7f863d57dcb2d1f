import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import { withCallSite } from "../call-site/with-call-site.ts";
import type { CallOptions } from "../surface/options.ts";
import { promiseSurface } from "../surface/effectful.ts";
import { makeLogTail } from "../surface/log-tail.ts";
import { promiseJobs } from "../surface/promise-jobs.ts";
import { makeRunner } from "../surface/runner.ts";
import { withCallSites } from "../surface/with-call-sites.ts";
import clusterAt, { type RayClusterCalls } from "./cluster/cluster-calls.ts";
import { makeRayClient } from "./make-ray.ts";
import { packagesAt, serveAt, stateAt } from "./options-at.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { RayStateCalls } from "./state/types.ts";
import type { RayCluster, RayJobs, RayOptions } from "./types.ts";
import { checkActorTail, checkTaskTail, checkWorkerLogs } from "./worker-logs/check-tails.ts";
import type { WorkerLogsOptions } from "./worker-logs/types.ts";
import { makeWorkerLogTail } from "./worker-logs/worker-log-tail.ts";

const makeCluster = (adapter: Adapter, options: RayOptions): RayCluster => {
  const scope = Scope.makeUnsafe();
  const { effects, jobs } = Effect.runSync(makeRayClient(adapter, options).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  const { run } = runner;
  const { nodes, tasks, actors, workers, placementGroups, objects, serve, packages } = effects;
  const tailWorkers: RayJobs["tailWorkerLogs"] = (id, own) => {
    checkWorkerLogs(id, own);
    return makeWorkerLogTail(effects.jobs.tailWorkerLogs(id, own), runner, own?.signal);
  };
  const state = promiseSurface<RayStateCalls>(
    { nodes, tasks, actors, workers, placementGroups, objects },
    stateAt,
    runner,
  );
  const cluster: RayCluster = {
    kind: "ray",
    address: effects.address,
    redact: effects.redact,
    version: (own?: CallOptions) => run(effects.version(own), own?.signal),
    health: (own) => run(effects.health(own), own?.signal),
    jobs: {
      ...promiseJobs(jobs, runner, (id) => ({ workerLogs: (own?: WorkerLogsOptions) => tailWorkers(id, own) })),
      search: (own) => run(effects.jobs.search(own), own?.signal),
      tailWorkerLogs: tailWorkers,
    },
    ...state,
    // They throw at once, not at the first line: the mistake is in the call.
    tasks: {
      ...state.tasks,
      tailLogs: (id, options) => {
        checkTaskTail(id, options);
        return makeLogTail(tasks.tailLogs(id, options), runner, options?.signal);
      },
    },
    actors: {
      ...state.actors,
      tailLogs: (id, options) => {
        checkActorTail(id, options);
        return makeLogTail(actors.tailLogs(id, options), runner, options?.signal);
      },
    },
    ...promiseSurface<RayClusterCalls>(effects, clusterAt, runner),
    serve: promiseSurface<RayServe>(serve, serveAt, runner),
    packages: promiseSurface<RayPackages>(packages, packagesAt, runner),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
  return withCallSites(cluster, runner);
};

/**
 * A Ray cluster over the given runtime, as promises and async iterables. Nothing is sent yet. Throws `InvalidRequest` (reason
 * `local`) when the options cannot work, such as a token over plain http to another host.
 *
 * @example
 * ```ts
 * import { createRay } from "@jobwire/core";
 * import { nodeAdapter } from "@jobwire/node";
 *
 * const cluster = createRay(nodeAdapter, { address: "http://127.0.0.1:8265" });
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const createRay = (adapter: Adapter, options: RayOptions): RayCluster =>
  withCallSite(createRay, () => makeCluster(adapter, options));
