/**
 * Jobwire on Deno: all of `@jobwire/core` with Deno's adapter, and the functions that need files and environment variables.
 *
 * @module
 */
export * from "@jobwire/core";
export {
  type Environment,
  openPrivateKey,
  type Pem,
  type ProxyOption,
  type ProxyRules,
  proxyFromEnv,
  readPrivateKey,
  type TlsOptions,
  tokenFile,
  type TransportOptions,
  type UsedProxy,
} from "@jobwire/node-shared";
export { createDenoAdapter, type DenoAdapterOptions, denoAdapter, denoAdapter as adapter } from "./adapter.ts";
export { agentFromEnv, fromEnv } from "./from-env.ts";
export { packagingFromEnv } from "./packaging-from-env.ts";
export { agent } from "./agent.ts";
export { ray } from "./ray.ts";
export { reasoner } from "./reasoner.ts";
export { reasonerFromEnv } from "./reasoner-from-env.ts";
export * from "@jobwire/node-shared/working-dir";
