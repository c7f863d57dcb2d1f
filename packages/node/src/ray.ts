import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { nodeAdapter } from "./adapter.ts";

/** A Ray cluster, reached from Node. Nothing is read from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = nodeAdapter): RayCluster => createRay(adapter, options);
