/**
 * Jobwire for Effect on Node: all of `@jobwire/core/effect`, and its layers over Node's adapter.
 *
 * @module
 */
import { type Adapter, type JobwireError, Ray, rayLayer, type RayOptions } from "@jobwire/core/effect";
import { Effect, Layer } from "effect";
import { type Environment, fromEnv } from "@jobwire/node-shared";
import { nodeAdapter } from "./adapter.ts";

export * from "@jobwire/core/effect";
export { createNodeAdapter, nodeAdapter, nodeAdapter as adapter, type NodeAdapterOptions } from "./adapter.ts";
export { type Environment, fromEnv, openPrivateKey, readPrivateKey } from "@jobwire/node-shared";

/** The service `Ray` for one cluster, reached from Node; fails with `InvalidRequest` when the options cannot work. */
export const nodeRayLayer = (options: RayOptions, adapter: Adapter = nodeAdapter): Layer.Layer<Ray, JobwireError> =>
  rayLayer(adapter, options);

/** The same for the cluster that the environment names, read by {@link fromEnv} when the layer is built. */
export const nodeRayLayerFromEnv = (
  env: Environment = process.env,
  adapter: Adapter = nodeAdapter,
): Layer.Layer<Ray, JobwireError> =>
  Layer.unwrap(
    Effect.try({ try: () => fromEnv(env), catch: (error) => error as JobwireError }).pipe(
      Effect.map((options) => rayLayer(adapter, options)),
    ),
  );
