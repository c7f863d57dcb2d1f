/**
 * Jobwire for Effect on Bun: all of `@jobwire/core/effect`, and its layers over this adapter.
 *
 * @module
 */
import { type Adapter, type JobwireError, type Ray, rayLayer, type RayOptions } from "@jobwire/core/effect";
import type { Layer } from "effect";
import { bunAdapter } from "./adapter.ts";

export * from "@jobwire/core/effect";
export { openPrivateKey, readPrivateKey } from "@jobwire/node-shared";
export { bunAdapter, bunAdapter as adapter } from "./adapter.ts";

/** The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work. */
export const bunRayLayer = (options: RayOptions, adapter: Adapter = bunAdapter): Layer.Layer<Ray, JobwireError> =>
  rayLayer(adapter, options);
