import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { fetchAdapter } from "./fetch-adapter.ts";

/** Connects to a Ray cluster from a page. A page can follow jobs; to write it needs a proxy (docs/browsers.md). */
export const ray = (options: RayOptions, adapter: Adapter = fetchAdapter): RayCluster => createRay(adapter, options);
