import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { RayEffects } from "./effects.ts";
import { makeRay } from "./make-ray.ts";
import type { RayOptions } from "./types.ts";

/** The class that Effect makes for the service `Ray`. */
const RayBase: Context.ServiceClass<Ray, "jobwire/Ray", RayEffects> = Context.Service<Ray, RayEffects>()("jobwire/Ray");

/** A Ray cluster as a service of Effect. */
export class Ray extends RayBase {}

/** The service for one cluster over the given runtime; fails with `InvalidRequest` when the options cannot work. */
export const makeRayLayer = (adapter: Adapter, options: OptionsWhenBuilt<RayOptions>): Layer.Layer<Ray, JobwireError> =>
  Layer.effect(
    Ray,
    makeWhenBuilt(options, (read) => makeRay(adapter, read)),
  );
