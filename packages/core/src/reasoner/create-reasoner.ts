import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import { withCallSite } from "../call-site/with-call-site.ts";
import { iterateBatches } from "../surface/batch-iterator.ts";
import { iterateItems } from "../surface/item-iterator.ts";
import { promiseJobs } from "../surface/promise-jobs.ts";
import { makeRunner, type Runner } from "../surface/runner.ts";
import { withCallSites } from "../surface/with-call-sites.ts";
import type { ReasonerClient, ReasonerJobs } from "./client-types.ts";
import { outcomeOf } from "./job-end.ts";
import { handleParts } from "./job-handle.ts";
import { makeReasonerClient, type ReasonerParts } from "./make-reasoner.ts";
import type { ReasonerOptions } from "./options.ts";
import type { EventPage } from "./types.ts";

/** The jobs as promises and async iterables: each is one effect, run. */
const reasonerJobs = (
  { effects: { address, jobs: effects }, jobs: surface }: ReasonerParts,
  runner: Runner,
): ReasonerJobs => {
  const { run } = runner;
  const events: ReasonerJobs["events"] = (id, options) => {
    const pages = (): AsyncIterator<EventPage, undefined> =>
      iterateBatches(effects.events(id, options), runner, options?.signal);
    return withCallSites(
      {
        [Symbol.asyncIterator]: () => iterateItems(pages(), ({ events: page }) => page),
        pages: () => withCallSites({ [Symbol.asyncIterator]: pages }, runner),
      },
      runner,
    );
  };
  const parts = handleParts({ address, effects, events, runner });
  const { submit: _s, delete: _d, getLogs: _g, tailLogs: _t, ...shared } = promiseJobs(surface, runner, parts);
  return {
    ...shared,
    outcomeOf,
    create: async (type, name, payload, options) =>
      shared.handle(await run(effects.create(type, name, payload, options), options?.signal)),
    createReady: (type, name, payload, options) =>
      run(effects.createReady(type, name, payload, options), options?.signal),
    getEvents: (id, options) => run(effects.getEvents(id, options), options?.signal),
    events,
    getOperation: (id, options) => run(effects.getOperation(id, options), options?.signal),
  };
};

const makeClient = (adapter: Adapter, options: ReasonerOptions): ReasonerClient => {
  const scope = Scope.makeUnsafe();
  const parts = Effect.runSync(makeReasonerClient(adapter, options).pipe(Scope.provide(scope)));
  const { effects } = parts;
  const runner = makeRunner(Scope.close(scope, Exit.void), effects.redact);
  const client: ReasonerClient = {
    kind: "reasoner",
    address: effects.address,
    redact: effects.redact,
    jobs: reasonerJobs(parts, runner),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close,
  };
  return withCallSites(client, runner);
};

/**
 * A client of reasoner jobs over the given runtime, as promises and async iterables. Nothing is sent yet. Throws
 * `InvalidRequest` (reason `local`) when the options cannot work, such as a token over plain http to another host.
 *
 * @example
 * ```ts
 * import { createReasoner, directAccess } from "@jobwire/core";
 * import { nodeAdapter } from "@jobwire/node";
 *
 * const backend = directAccess({ address: "http://127.0.0.1:8090", token: "secret" });
 * const client = createReasoner(nodeAdapter, { backend });
 * for (const { id, state } of await client.jobs.list({ limit: 10 })) console.log(id, state);
 * await client.close();
 * ```
 */
export const createReasoner = (adapter: Adapter, options: ReasonerOptions): ReasonerClient =>
  withCallSite(createReasoner, () => makeClient(adapter, options));
