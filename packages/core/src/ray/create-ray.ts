import { Effect, Exit, Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import type { CallOptions } from "../surface/options.ts";
import { promiseSurface } from "../surface/effectful.ts";
import { makeRunner, type Runner } from "../surface/runner.ts";
import { makeLogTail } from "../surface/log-tail.ts";
import type { TailOptions } from "../tail/options.ts";
import type { RayEffects } from "./effects.ts";
import { handleJson, idOfHandle } from "./handle-json.ts";
import { makeRay } from "./make-ray.ts";
import type { RayClusterCalls } from "./cluster/types.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { RayState } from "./state/types.ts";
import type { RayCluster, RayJob, RayJobHandle, RayJobs, RayOptions, WaitOptions } from "./types.ts";

/** The jobs as promises and async iterables: each is one effect, run. */
const promiseJobs = (effects: RayEffects, runner: Runner): RayJobs => {
  const { jobs: ray } = effects;
  const { run } = runner;

  const tailLogs = (id: string, options: TailOptions = {}): ReturnType<RayJobs["tailLogs"]> =>
    makeLogTail(ray.tailLogs(id, options), runner, options.signal);

  const handleOf = (submissionId: string): RayJobHandle => ({
    submissionId,
    status: (options) => jobs.get(submissionId, options),
    logs: (options) => tailLogs(submissionId, options),
    getLogs: (options) => jobs.getLogs(submissionId, options),
    stop: (options) => jobs.stop(submissionId, options),
    delete: (options) => jobs.delete(submissionId, options),
    wait: (options) => jobs.wait(submissionId, options),
    result: (options) => run(ray.result(submissionId, options), options?.signal),
    toJSON: () => handleJson(submissionId),
  });

  function wait(id: string, options?: WaitOptions): Promise<RayJob>;
  function wait(ids: ReadonlyArray<string>, options?: WaitOptions): Promise<ReadonlyArray<RayJob>>;
  function wait(id: string | ReadonlyArray<string>, options?: WaitOptions): Promise<RayJob | ReadonlyArray<RayJob>> {
    const waiting: Effect.Effect<RayJob | ReadonlyArray<RayJob>, unknown> =
      typeof id === "string" ? ray.wait(id, options) : ray.waitAll(id, options);
    return run(waiting, options?.signal);
  }

  const jobs: RayJobs = {
    submit: async (request, options) => handleOf(await run(ray.submit(request, options), options?.signal)),
    list: (options) => run(ray.list(options), options?.signal),
    search: (options) => run(ray.search(options), options?.signal),
    get: (id, options) => run(ray.get(id, options), options?.signal),
    getLogs: (id, options) => run(ray.getLogs(id, options), options?.signal),
    tailLogs,
    stop: (id, options) => run(ray.stop(id, options), options?.signal),
    delete: (id, options) => run(ray.delete(id, options), options?.signal),
    wait,
    handle: (idOrJson) => handleOf(idOfHandle(idOrJson)),
  };
  return jobs;
};

/**
 * A Ray cluster over the given runtime, as promises and async iterables. Nothing is sent yet. Throws `InvalidRequest` (reason
 * `local`) when the options cannot work, such as a token over plain http to another host.
 */
export const createRay = (adapter: Adapter, options: RayOptions): RayCluster => {
  const scope = Scope.makeUnsafe();
  const effects = Effect.runSync(makeRay(adapter, options).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  const { run } = runner;
  const { nodes, tasks, actors, workers, placementGroups, objects, serve, packages } = effects;
  const { clusterStatus, activities, diagnose } = effects;
  return {
    address: effects.address,
    redact: effects.redact,
    version: (own?: CallOptions) => run(effects.version(own), own?.signal),
    health: (own) => run(effects.health(own), own?.signal),
    jobs: promiseJobs(effects, runner),
    ...promiseSurface<RayState>({ nodes, tasks, actors, workers, placementGroups, objects }, runner),
    ...promiseSurface<RayClusterCalls>({ clusterStatus, activities, diagnose }, runner),
    serve: promiseSurface<RayServe>(serve, runner),
    packages: promiseSurface<RayPackages>(packages, runner),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
};
