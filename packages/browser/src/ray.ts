import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import { fetchAdapter } from "./fetch-adapter.ts";

/**
 * Connects to a Ray cluster from a page. A page can follow jobs; to write it needs a proxy (docs/browsers.md).
 *
 * @example
 * ```ts
 * import { ray } from "@jobwire/browser";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * for await (const line of cluster.jobs.tailLogs("train-7")) console.log(line);
 * await cluster.close();
 * ```
 */
export const ray = (options: RayOptions, adapter?: Adapter): RayCluster =>
  withCallSite(ray, () => createRay(adapter ?? fetchAdapter, options));
