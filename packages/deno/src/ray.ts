import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { denoAdapter } from "./adapter.ts";

/** Connects to a Ray cluster from Deno. Reads nothing from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = denoAdapter): RayCluster => createRay(adapter, options);
