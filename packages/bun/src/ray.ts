import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/** Connects to a Ray cluster from Bun. Reads nothing from the environment, unless `proxy` is `"environment"`: see `fromEnv`. */
export const ray = (options: RayOptions & TransportOptions, adapter?: Adapter): RayCluster =>
  withCallSite(ray, () => createRay(adapter ?? adapterFor(options), options));
