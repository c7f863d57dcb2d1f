import { Effect, Exit, Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import { makeRunner, type Runner } from "../surface/runner.ts";
import { iterateBatches } from "../surface/batch-iterator.ts";
import { iterateItems } from "../surface/item-iterator.ts";
import type { ReasonerClient, ReasonerJobs } from "./client-types.ts";
import type { ReasonerEffects } from "./effects.ts";
import { checkOperationJson, makeJobOperation, type OperationParts } from "./job-operation.ts";
import { makeReasoner } from "./make-reasoner.ts";
import type { ReasonerOptions } from "./options.ts";
import { checkReasonerType, labelOfType } from "./reasoner-type.ts";
import type { EventPage } from "./types.ts";

/** The jobs as promises and async iterables: each is one effect, run. */
const promiseJobs = ({ address, jobs: effects }: ReasonerEffects, runner: Runner): ReasonerJobs => {
  const { run } = runner;
  const jobs: ReasonerJobs = {
    get: (type, id, options) => run(effects.get(type, id, options), options?.signal),
    list: (options) => run(effects.list(options), options?.signal),
    create: async (type, name, payload, options) => {
      const id = await run(effects.create(type, name, payload, options), options?.signal);
      const reasonerType = labelOfType(checkReasonerType(type));
      return makeJobOperation(parts(), {
        kind: "jobwire/reasoner-job",
        version: 1,
        reasonerType,
        name: name.trim(),
        id,
      });
    },
    createReady: (type, name, payload, options) =>
      run(effects.createReady(type, name, payload, options), options?.signal),
    getEvents: (type, id, options) => run(effects.getEvents(type, id, options), options?.signal),
    events: (type, id, options) => {
      const pages = (): AsyncIterator<EventPage, undefined> =>
        iterateBatches(effects.events(type, id, options), runner, options?.signal);
      return {
        [Symbol.asyncIterator]: () => iterateItems(pages(), ({ events }) => events),
        pages: () => ({ [Symbol.asyncIterator]: pages }),
      };
    },
    cancel: (type, id, options) => run(effects.cancel(type, id, options), options?.signal),
    wait: (type, id, options) => run(effects.wait(type, id, options), options?.signal),
    getOperation: (type, id, options) => run(effects.getOperation(type, id, options), options?.signal),
    operation: (job) => makeJobOperation(parts(), checkOperationJson(job)),
  };
  const parts = (): OperationParts => ({ address, effects, jobs, runner });
  return jobs;
};

/**
 * A client of reasoner jobs over the given runtime, as promises and async iterables. Nothing is sent yet. Throws
 * `InvalidRequest` (reason `local`) when the options cannot work, such as a token over plain http to another host.
 */
export const createReasoner = (adapter: Adapter, options: ReasonerOptions): ReasonerClient => {
  const scope = Scope.makeUnsafe();
  const effects = Effect.runSync(makeReasoner(adapter, options).pipe(Scope.provide(scope)));
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  return {
    address: effects.address,
    redact: effects.redact,
    jobs: promiseJobs(effects, runner),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
};
