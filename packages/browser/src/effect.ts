/**
 * Jobwire for Effect on pages and workers: all of `@jobwire/core/effect`, and its layers over this adapter.
 *
 * @module
 */
import { type Adapter, type JobwireError, type Ray, rayLayer, type RayOptions } from "@jobwire/core/effect";
import type { Layer } from "effect";
import { browserAdapter } from "./adapter.ts";

export * from "@jobwire/core/effect";
export { browserAdapter, browserAdapter as adapter } from "./adapter.ts";

/** The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work. */
export const browserRayLayer = (
  options: RayOptions,
  adapter: Adapter = browserAdapter,
): Layer.Layer<Ray, JobwireError> => rayLayer(adapter, options);
