import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { denoAdapter } from "./adapter.ts";

/** A Ray cluster, reached from Deno. Nothing is read from the environment: see `fromEnv`. */
export const ray = (options: RayOptions, adapter: Adapter = denoAdapter): RayCluster => createRay(adapter, options);
