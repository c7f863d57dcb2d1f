/**
 * Jobwire for Effect on pages and workers: all of `@jobwire/core/effect`, and its layers over this adapter.
 *
 * @module
 */
import {
  type Adapter,
  type Agent,
  type AgentOptions,
  type JobwireError,
  makeAgentLayer,
  makeRayLayer,
  makeReasonerLayer,
  type Ray,
  type RayOptions,
  type Reasoner,
  type ReasonerOptions,
} from "@jobwire/core/effect";
import type * as Layer from "effect/Layer";
import { browserAdapter } from "./adapter.ts";

export * from "@jobwire/core/effect";
export { browserAdapter, browserAdapter as adapter } from "./adapter.ts";

/**
 * The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { Ray, rayLayer } from "@jobwire/browser/effect";
 * import { Console, Effect, Stream } from "effect";
 *
 * const program = Effect.gen(function* () {
 *   const { jobs } = yield* Ray;
 *   yield* Stream.runForEach(jobs.tailLogs("train-7"), ({ lines }) => Effect.forEach(lines, (line) => Console.log(line)));
 * });
 * await Effect.runPromise(Effect.provide(program, rayLayer({ address: "http://127.0.0.1:8265" })));
 * ```
 */
export const rayLayer = (options: RayOptions, adapter: Adapter = browserAdapter): Layer.Layer<Ray, JobwireError> =>
  makeRayLayer(adapter, options);

/**
 * The service `Agent` for one agent; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { Agent, agentLayer } from "jobwire/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Agent, ({ jobs }) => jobs.list());
 * const synapse = agentLayer({ address: "http://127.0.0.1:8099", agentToken: "secret" });
 * for (const { id, status } of await Effect.runPromise(Effect.provide(program, synapse))) console.log(id, status);
 * ```
 */
export const agentLayer = (
  options: AgentOptions,
  adapter: Adapter = browserAdapter,
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, options);

/**
 * The service `Reasoner` for reasoner jobs; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { directAccess, Reasoner, reasonerLayer } from "jobwire/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Reasoner, ({ jobs }) => jobs.list({ limit: 10 }));
 * const backend = directAccess({ address: "http://127.0.0.1:8090", token: "secret" });
 * for (const { id, state } of await Effect.runPromise(Effect.provide(program, reasonerLayer({ backend })))) {
 *   console.log(id, state);
 * }
 * ```
 */
export const reasonerLayer = (
  options: ReasonerOptions,
  adapter: Adapter = browserAdapter,
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, options);
