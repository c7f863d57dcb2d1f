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

/** The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work. */
export const rayLayer = (options: RayOptions, adapter: Adapter = browserAdapter): Layer.Layer<Ray, JobwireError> =>
  makeRayLayer(adapter, options);

/** The service `Agent` for one agent; fails with `InvalidRequest` when the options cannot work. */
export const agentLayer = (
  options: AgentOptions,
  adapter: Adapter = browserAdapter,
): Layer.Layer<Agent, JobwireError> => makeAgentLayer(adapter, options);

/** The service `Reasoner` for reasoner jobs; fails with `InvalidRequest` when the options cannot work. */
export const reasonerLayer = (
  options: ReasonerOptions,
  adapter: Adapter = browserAdapter,
): Layer.Layer<Reasoner, JobwireError> => makeReasonerLayer(adapter, options);
