import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/** Connects to a Ray cluster from Node. Reads nothing from the environment, unless `proxy` is `"environment"`: see `fromEnv`. */
export const ray = (options: RayOptions & TransportOptions, adapter: Adapter = adapterFor(options)): RayCluster =>
  createRay(adapter, options);
