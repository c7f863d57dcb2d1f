import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** A Ray cluster, reached from Bun. Nothing is read from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = bunAdapter): RayCluster => createRay(adapter, options);
