import { withCallSite } from "@jobwire/core/adapter-parts";
import type { Adapter } from "@jobwire/core/adapter";
import type { TransportOptions } from "@jobwire/deno";
import { createDenoAdapter, denoAdapter } from "@jobwire/deno/effect";
import type { GatewayClientOptions } from "./client-options.ts";
import { createGatewayClient } from "./create-client.ts";
import type { GatewayClient } from "./types.ts";

export type * from "./client-options.ts";
export type * from "./types.ts";

/**
 * Connects to a gateway from Deno. Reads nothing from the environment, unless `proxy` is `"environment"`.
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
export const gateway = (options: GatewayClientOptions & TransportOptions, adapter?: Adapter): GatewayClient =>
  withCallSite(gateway, () => createGatewayClient(adapter ?? adapterOf(options), options));

/** The shared adapter, or one of the client's own for its transport. */
const adapterOf = ({ tls, proxy, unixSocket }: TransportOptions): Adapter =>
  tls === undefined && proxy === undefined && unixSocket === undefined
    ? denoAdapter
    : createDenoAdapter({ tls, proxy, unixSocket });
