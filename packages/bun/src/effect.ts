/**
 * Jobwire for Effect on Bun: all of `@jobwire/core/effect`, and its layers over this adapter.
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
import {
  agentFromEnv,
  type Environment,
  fromEnv,
  reasonerFromEnv,
  settingsFromEnv,
  type TransportOptions,
} from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

export * from "@jobwire/core/effect";
export { createBunAdapter, bunAdapter, bunAdapter as adapter, type BunAdapterOptions } from "./adapter.ts";
export {
  agentFromEnv,
  type Environment,
  fromEnv,
  openPrivateKey,
  readPrivateKey,
  reasonerFromEnv,
  tokenFile,
} from "@jobwire/node-shared";

/** The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work. */
export const rayLayer = (
  options: RayOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Ray, JobwireError> => makeRayLayer(adapter, options);

/** The service `Agent` for one agent; fails with `InvalidRequest` when the options cannot work. */
export const agentLayer = (
  options: AgentOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, options);

/** The service `Reasoner` for reasoner jobs; fails with `InvalidRequest` when the options cannot work. */
export const reasonerLayer = (
  options: ReasonerOptions & TransportOptions,
  adapter: Adapter = adapterFor(options),
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, options);

/** The service `Ray` for the cluster that the environment names, read by {@link fromEnv} when the layer is built. */
export const rayLayerFromEnv = (
  env: Environment = process.env,
  adapter: Adapter = adapterFor(settingsFromEnv(env)),
): Layer.Layer<Ray, JobwireError> => makeRayLayer(adapter, () => fromEnv(env));

/** The service `Agent` for the agent that the environment names, read by {@link agentFromEnv} when the layer is built. */
export const agentLayerFromEnv = (
  env: Environment = process.env,
  adapter: Adapter = adapterFor(settingsFromEnv(env)),
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, () => agentFromEnv(env));

/** The service `Reasoner` for the backend that the environment names, read by {@link reasonerFromEnv} when the layer is built. */
export const reasonerLayerFromEnv = (
  env: Environment = process.env,
  adapter: Adapter = adapterFor(settingsFromEnv(env)),
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, () => ({ backend: reasonerFromEnv(env) }));
