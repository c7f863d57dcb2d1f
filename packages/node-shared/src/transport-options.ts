import type { ProxyOption } from "./proxy/proxy-rules.ts";
import type { TlsOptions } from "./tls-options.ts";

/** How connections are made. `ray`, `agent` and `reasoner` take these options besides their own, and so do the adapters. */
export interface TransportOptions {
  /** Certificate authorities, client certificate and checks, for requests and WebSockets. */
  readonly tls?: TlsOptions | undefined;
  /**
   * The proxy for requests and WebSockets: `"environment"` reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` once, a URL
   * (`http:` or `https:`, with user and password if needed) names one for every address, and `fromEnv` and `proxyFromEnv` return
   * rules. Default: none on Node and Bun; `"environment"` on Deno, whose `fetch` reads these variables by itself.
   */
  readonly proxy?: ProxyOption | undefined;
  /**
   * The path of a Unix socket that every connection uses, in place of the host and port of the address and of a proxy. The address
   * still names the server in the Host header and for TLS. Not on Deno, whose `fetch` cannot use one for every address.
   */
  readonly unixSocket?: string | undefined;
}
