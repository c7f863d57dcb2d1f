import { withCallSite } from "@jobwire/core/adapter-parts";
import { type Adapter, createRay, type RayCluster, type RayOptions } from "@jobwire/core";
import type { TransportOptions } from "@jobwire/node-shared";
import { adapterFor } from "./adapter-for.ts";

/**
 * Connects to a Ray cluster from Deno. Reads nothing from the environment but the proxy: see `fromEnv`.
 *
 * @example
 * ```ts
 * import { ray } from "@jobwire/deno";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const job = await cluster.jobs.submit({ entrypoint: "echo hello" });
 * for await (const line of job.logs()) console.log(line);
 * console.log((await job.result()).status);
 * await cluster.close();
 * ```
 */
export const ray = (options: RayOptions & TransportOptions, adapter?: Adapter): RayCluster =>
  withCallSite(ray, () => createRay(adapter ?? adapterFor(options), options));
