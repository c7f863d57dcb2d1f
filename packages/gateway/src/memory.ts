/**
 * `@jobwire/gateway` where there is no file system: logs are kept in memory.
 *
 * @module
 */
import { makeGateway } from "./make-gateway.ts";
import type { Gateway, GatewayOptions } from "./options.ts";
import { memorySegments } from "./spool/memory-segments.ts";

export type * from "./options.ts";

/**
 * Makes a gateway: a handler of requests that serves the jobs of several systems to pages and programs. Nothing is sent before the
 * first request. Throws `InvalidRequest` (reason `local`) for options that cannot work.
 *
 * @example
 * ```ts
 * import { createGateway } from "@jobwire/gateway";
 * import { ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const gateway = createGateway({ systems: { ray: cluster }, hosts: ["app.example.com"], allowAnonymous: "read" });
 * // In your server: a handler from a Request to a Response.
 * const response = await gateway.fetch(new Request("http://app.example.com/v1/systems/ray/jobs"));
 * console.log(response.status, await response.text());
 * await gateway.close();
 * await cluster.close();
 * ```
 */
export const createGateway = (options: GatewayOptions): Gateway => makeGateway(options, memorySegments());
