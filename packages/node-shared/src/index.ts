/**
 * The parts that Jobwire's adapters of Node, Bun and Deno share: reasons of native errors, headers, and settings from the
 * environment. The `ws` socket is in `./ws-socket`, apart, because Bun replaces `ws` with a module of its own.
 *
 * @module
 */
export { adapterOrFailure } from "./adapter-or-failure.ts";
export { faultFrom, type Phase } from "./faults.ts";
export { agentFromEnv } from "./agent-from-env.ts";
export type { Environment } from "./environment.ts";
export { fromEnv } from "./from-env.ts";
export { ProxyRefused, proxyFault } from "./proxy/proxy-fault.ts";
export { openTunnel, authorityOf, proxyTls } from "./proxy/open-tunnel.ts";
export {
  proxyFromEnv,
  type ProxyOption,
  type ProxyRules,
  proxyRules,
  proxyVariables,
  settingsFromEnv,
  type UsedProxy,
} from "./proxy/proxy-rules.ts";
export { tunnelAgent } from "./proxy/tunnel-agent.ts";
export { type SecureOptions, secureOptions } from "./secure-options.ts";
export { type TlsMaterial, tlsMaterial, tlsSecrets } from "./tls-material.ts";
export { logVariable, stderrLog } from "./stderr-log.ts";
export { transportNames } from "./transport-names.ts";
export type { TransportOptions } from "./transport-options.ts";
export { joinHeaders } from "./headers.ts";
export { whenCalled } from "./when-called.ts";
export { openPrivateKey, readPrivateKey } from "./private-key.ts";
export { rotatingToken, tokenFile } from "./token-file.ts";
export type { Pem, TlsOptions } from "./tls-options.ts";
export { reasonerFromEnv, reasonerVariables } from "./reasoner-from-env.ts";
