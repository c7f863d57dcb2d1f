import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { RayEffects } from "./effects.ts";
import { makeRay } from "./make-ray.ts";
import type { RayOptions } from "./types.ts";

/** A Ray cluster as a service of Effect. */
export interface Ray extends Context.ServiceClass.Shape<"jobwire/Ray", RayEffects> {}

/** The key of the service: `yield* Ray` in an Effect. */
export const Ray: Context.ServiceClass<Ray, "jobwire/Ray", RayEffects> = Context.Service<Ray, RayEffects>()(
  "jobwire/Ray",
);

/**
 * The service for one cluster over the given runtime; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { makeRayLayer, Ray } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const layer = makeRayLayer(nodeAdapter, { address: "http://127.0.0.1:8265" });
 * const program = Effect.flatMap(Ray, (cluster) => cluster.version());
 * console.log(await Effect.runPromise(Effect.provide(program, layer)));
 * ```
 */
export const makeRayLayer = (adapter: Adapter, options: OptionsWhenBuilt<RayOptions>): Layer.Layer<Ray, JobwireError> =>
  Layer.effect(
    Ray,
    makeWhenBuilt(options, (read) => makeRay(adapter, read)),
  );
