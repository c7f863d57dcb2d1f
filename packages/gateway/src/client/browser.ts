import { withCallSite } from "@jobwire/core/adapter-parts";
import { browserAdapter } from "@jobwire/browser/effect";
import type { Adapter } from "@jobwire/core/adapter";
import type { GatewayClientOptions } from "./client-options.ts";
import { createGatewayClient } from "./create-client.ts";
import type { GatewayClient } from "./types.ts";

export type * from "./client-options.ts";
export type * from "./types.ts";

/**
 * Connects to a gateway from a page, a worker, or any other runtime that has `fetch`.
 *
 * @example
 * ```ts
 * import { gateway } from "@jobwire/gateway/client";
 *
 * const client = gateway({ address: "http://127.0.0.1:8077" });
 * const cluster = client.ray("ray");
 * for await (const line of cluster.jobs.tailLogs("train-7")) console.log(line);
 * await cluster.close();
 * ```
 */
export const gateway = (options: GatewayClientOptions, adapter?: Adapter): GatewayClient =>
  withCallSite(gateway, () => createGatewayClient(adapter ?? browserAdapter, options));
