import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { browserAdapter } from "./adapter.ts";

/** A Ray cluster, reached from a page. A page may follow jobs there; to write to it, it needs a proxy (docs/browsers.md). */
export const ray = (options: RayOptions, adapter: Adapter = browserAdapter): RayCluster => createRay(adapter, options);
