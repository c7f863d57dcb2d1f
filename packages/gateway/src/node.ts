/**
 * `@jobwire/gateway` on Node, Bun and Deno: logs are kept in files of the temporary folder.
 *
 * @module
 */
import { makeGateway } from "./make-gateway.ts";
import type { Gateway, GatewayOptions } from "./options.ts";
import { fileSegments } from "./spool/file-segments.ts";

export type * from "./options.ts";

/**
 * Makes a gateway: a handler of requests that serves the jobs of several systems to pages and programs. Nothing is sent before the
 * first request. Throws `InvalidRequest` (reason `local`) for options that cannot work.
 */
export const createGateway = (options: GatewayOptions): Gateway => makeGateway(options, fileSegments());
