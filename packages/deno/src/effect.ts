/**
 * Jobwire for Effect on Deno: all of `@jobwire/core/effect`, and its layers over this adapter.
 *
 * @module
 */
import { type Adapter, type JobwireError, type Ray, rayLayer, type RayOptions } from "@jobwire/core/effect";
import type { Layer } from "effect";
import { denoAdapter } from "./adapter.ts";

export * from "@jobwire/core/effect";
export { denoAdapter, denoAdapter as adapter } from "./adapter.ts";

/** The service `Ray` for one cluster; fails with `InvalidRequest` when the options cannot work. */
export const denoRayLayer = (options: RayOptions, adapter: Adapter = denoAdapter): Layer.Layer<Ray, JobwireError> =>
  rayLayer(adapter, options);
