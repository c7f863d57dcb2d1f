import type { Socket } from "node:net";
import type { TlsMaterial } from "../tls-material.ts";
import { nodeModules } from "../node-modules.ts";
import { secureOptions } from "../secure-options.ts";
import { plainHost } from "./plain-host.ts";
import type { UsedProxy } from "./proxy-rules.ts";
import { proxyFault, ProxyRefused } from "./proxy-fault.ts";

/** The settings for a proxy whose own URL is https: never the client certificate, which is for the server. */
export const proxyTls = ({ ca, rejectUnauthorized }: TlsMaterial): TlsMaterial => ({
  ...(ca === undefined ? {} : { ca }),
  ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
});

/** `host:port`, an IPv6 address in brackets. */
export const authorityOf = (host: string, port: number): string =>
  `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;

/**
 * Opens a connection to `authority` (`host:port`) through a proxy by CONNECT. Calls `done` once, with the socket or with an
 * `AdapterFault` that names the proxy, unless the returned function ends it first: that destroys the connection at once, in every
 * phase. This uses Node's own HTTP client, because it can be ended while it connects and while the proxy does not respond.
 */
export const openTunnel = (
  proxy: UsedProxy,
  authority: string,
  tls: TlsMaterial,
  done: (fault: Error | null, socket?: Socket) => void,
): (() => void) => {
  let ended = false;
  const end = (fault: Error | null, socket?: Socket): void => {
    if (ended) {
      socket?.destroy();
      return;
    }
    ended = true;
    done(fault, socket);
  };
  const secure = proxy.url.protocol === "https:";
  const headers: Record<string, string> = { host: authority };
  if (proxy.authorization !== undefined) headers["proxy-authorization"] = proxy.authorization;
  const asked = (secure ? nodeModules.https : nodeModules.http).request({
    ...(secure ? secureOptions(proxyTls(tls)) : {}),
    host: plainHost(proxy.url.hostname),
    port: proxy.url.port || (secure ? 443 : 80),
    method: "CONNECT",
    path: authority,
    headers,
    agent: false,
  });
  const refused = (status: number): void => {
    end(proxyFault(new ProxyRefused(status), proxy, authority));
    asked.destroy();
  };
  asked.once("connect", (response, socket: Socket, head: Buffer) => {
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      socket.on("error", () => {});
      socket.destroy();
      return refused(status);
    }
    if (head.byteLength > 0) socket.unshift(head);
    end(null, socket);
  });
  asked.once("response", (response) => refused(response.statusCode ?? 0));
  asked.on("error", (error) => end(proxyFault(error, proxy, authority)));
  asked.end();
  return () => {
    ended = true;
    asked.on("error", () => {});
    asked.destroy();
  };
};
