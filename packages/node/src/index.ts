/**
 * Jobwire on Node: all of `@jobwire/core` with Node's adapter, and the functions that need files and environment variables.
 *
 * @module
 */
export * from "@jobwire/core";
export { createNodeAdapter, nodeAdapter, nodeAdapter as adapter, type NodeAdapterOptions } from "./adapter.ts";
export {
  agentFromEnv,
  type Environment,
  fromEnv,
  openPrivateKey,
  type Pem,
  type ProxyOption,
  type ProxyRules,
  proxyFromEnv,
  readPrivateKey,
  reasonerFromEnv,
  tokenFile,
  type TlsOptions,
  type TransportOptions,
  type UsedProxy,
} from "@jobwire/node-shared";
export { agent } from "./agent.ts";
export { ray } from "./ray.ts";
export { reasoner } from "./reasoner.ts";
export * from "@jobwire/node-shared/working-dir";
