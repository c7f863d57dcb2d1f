/**
 * Jobwire for Effect on Deno: all of `@jobwire/core/effect`, and its layers over this adapter.
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
import type { Environment, TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";
import { denoAdapter } from "./adapter.ts";
import { agentFromEnv, fromEnv } from "./from-env.ts";
import { reasonerFromEnv } from "./reasoner-from-env.ts";

export * from "@jobwire/core/effect";
export { createDenoAdapter, denoAdapter, denoAdapter as adapter, type DenoAdapterOptions } from "./adapter.ts";
export { type Environment, openPrivateKey, readPrivateKey, tokenFile } from "@jobwire/node-shared";
export { agentFromEnv, fromEnv } from "./from-env.ts";
export { reasonerFromEnv } from "./reasoner-from-env.ts";

/**
 * The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { Ray, rayLayer } from "@jobwire/deno/effect";
 * import { Console, Effect, Stream } from "effect";
 *
 * const program = Effect.gen(function* () {
 *   const { jobs } = yield* Ray;
 *   const id = yield* jobs.submit({ entrypoint: "echo hello" });
 *   yield* Stream.runForEach(jobs.tailLogs(id), ({ lines }) => Effect.forEach(lines, (line) => Console.log(line)));
 *   return yield* jobs.result(id);
 * });
 * const job = await Effect.runPromise(Effect.provide(program, rayLayer({ address: "http://127.0.0.1:8265" })));
 * console.log(job.status);
 * ```
 */
export const rayLayer = (
  options: RayOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Ray, JobwireError> => makeRayLayer(adapter, options);

/**
 * The service `Agent` for one agent; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { Agent, agentLayer } from "@jobwire/deno/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Agent, ({ jobs }) => jobs.list());
 * const synapse = agentLayer({ address: "http://127.0.0.1:8099", agentToken: "secret" });
 * for (const { id, status } of await Effect.runPromise(Effect.provide(program, synapse))) console.log(id, status);
 * ```
 */
export const agentLayer = (
  options: AgentOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, options);

/**
 * The service `Reasoner` for reasoner jobs; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { directAccess, Reasoner, reasonerLayer } from "@jobwire/deno/effect";
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
  options: ReasonerOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, options);

/**
 * The service `Ray` for the cluster that the environment names, read by {@link fromEnv} when the layer is built.
 *
 * @example
 * ```ts
 * import { Ray, rayLayerFromEnv } from "@jobwire/deno/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Ray, (cluster) => cluster.version());
 * console.log(await Effect.runPromise(Effect.provide(program, rayLayerFromEnv())));
 * ```
 */
export const rayLayerFromEnv = (env?: Environment, adapter: Adapter = denoAdapter): Layer.Layer<Ray, JobwireError> =>
  makeRayLayer(adapter, () => fromEnv(env));

/**
 * The service `Agent` for the agent that the environment names, read by {@link agentFromEnv} when the layer is built.
 *
 * @example
 * ```ts
 * import { Agent, agentLayerFromEnv } from "@jobwire/deno/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Agent, (synapse) => synapse.health());
 * console.log(await Effect.runPromise(Effect.provide(program, agentLayerFromEnv())));
 * ```
 */
export const agentLayerFromEnv = (
  env?: Environment,
  adapter: Adapter = denoAdapter,
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, () => agentFromEnv(env));

/**
 * The service `Reasoner` for the backend that the environment names, read by {@link reasonerFromEnv} when the layer is built.
 *
 * @example
 * ```ts
 * import { Reasoner, reasonerLayerFromEnv } from "@jobwire/deno/effect";
 * import { Effect } from "effect";
 *
 * const program = Effect.flatMap(Reasoner, ({ jobs }) => jobs.list({ limit: 10 }));
 * console.log(await Effect.runPromise(Effect.provide(program, reasonerLayerFromEnv())));
 * ```
 */
export const reasonerLayerFromEnv = (
  env?: Environment,
  adapter: Adapter = denoAdapter,
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, () => ({ backend: reasonerFromEnv(env) }));
