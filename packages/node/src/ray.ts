import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** Connects to a Ray cluster from Node. Reads nothing from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = nodeAdapter): RayCluster => createRay(adapter, options);
