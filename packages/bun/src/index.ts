/**
 * Jobwire on Bun: all of `@jobwire/core` with Bun's adapter, and the functions that need files and environment variables.
 *
 * @module
 */
export * from "@jobwire/core";
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
export { type BunAdapterOptions, bunAdapter, bunAdapter as adapter, createBunAdapter } from "./adapter.ts";
export { agent } from "./agent.ts";
export { ray } from "./ray.ts";
export { reasoner } from "./reasoner.ts";
export * from "@jobwire/node-shared/working-dir";
