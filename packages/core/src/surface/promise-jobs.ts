import type * as Effect from "effect/Effect";
import type { LogTail } from "../tail/options.ts";
import type { JobHandle, Jobs, JobTypes } from "./job-types.ts";
import { makeLogTail } from "./log-tail.ts";
import type { JobSurface } from "./make-job-surface.ts";
import type { CallOptions } from "./options.ts";
import type { Runner } from "./runner.ts";
import { withCallSites } from "./with-call-sites.ts";

/** The jobs of one client as promises and async iterables: each is one effect, run. */
export const promiseJobs = <Types extends JobTypes>(
  surface: JobSurface<Types>,
  runner: Runner,
  /** The members that handles of this system add or replace. */
  more: (id: Types["id"], handle: JobHandle<Types>) => object = () => ({}),
): Jobs<Types> => {
  type Id = Types["id"];
  const { effects } = surface;
  const run = <A>(effect: Effect.Effect<A, unknown>, options: CallOptions | undefined): Promise<A> =>
    runner.run(effect, options?.signal);

  const jobs: Jobs<Types> = {
    submit: async (request, options) => handleOf(await run(effects.submit(request, options), options)),
    list: (options) => run(effects.list(options), options),
    get: (id, options) => run(effects.get(id, options), options),
    getLogs: (id, options) => run(effects.getLogs(id, options), options),
    tailLogs: (id, options) => {
      // Throws at once, not at the first line: the mistake is in this call.
      surface.checkTail(id, options ?? {});
      return makeLogTail(effects.tailLogs(id, options), runner, options?.signal);
    },
    stop: (id, options) => run(effects.stop(id, options), options),
    delete: (id, options) => run(effects.delete(id, options), options),
    wait: (id, options) => run(effects.wait(id, options), options),
    waitAll: (ids, options) => run(effects.waitAll(ids, options), options),
    result: (id, options) => run(effects.result(id, options), options),
    outcomeOf: (job) => surface.outcomeOf(job),
    handle: (idOrJson) => handleOf(surface.idOf(idOrJson)),
  };

  const handleOf = (id: Id): Types["handle"] => {
    const handle: JobHandle<Types> = {
      status: (options) => jobs.get(id, options),
      logs: (options): LogTail => jobs.tailLogs(id, options),
      getLogs: (options) => jobs.getLogs(id, options),
      stop: (options) => jobs.stop(id, options),
      delete: (options) => jobs.delete(id, options),
      wait: (options) => jobs.wait(id, options),
      result: (options) => jobs.result(id, options),
      toJSON: () => effects.handleJson(id),
    };
    return withCallSites({ ...surface.handleFields(id), ...handle, ...more(id, handle) }, runner);
  };
  return withCallSites(jobs, runner);
};
