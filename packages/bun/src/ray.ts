import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { bunAdapter } from "./adapter.ts";

/** Connects to a Ray cluster from Bun. Reads nothing from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = bunAdapter): RayCluster => createRay(adapter, options);
