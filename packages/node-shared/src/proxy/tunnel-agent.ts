import type { Agent, AgentOptions } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { nodeModules } from "../node-modules.ts";
import type { TlsMaterial } from "../tls-material.ts";
import { authorityOf, openTunnel } from "./open-tunnel.ts";
import { plainHost } from "./plain-host.ts";
import type { UsedProxy } from "./proxy-rules.ts";

/** An agent of `node:http` for one request through a proxy. */
export interface TunnelAgent {
  /** The agent to pass to `node:http`. */
  readonly agent: Agent;
  /** Ends a tunnel that is still being made. */
  readonly destroy: () => void;
}

type CreateConnection = (
  options: AgentOptions & ConnectionOptions,
  callback: (error: Error | null, socket?: Socket) => void,
) => void;

/** The TLS settings, and the options of the connections to servers that are made of them. */
export interface TunnelTls {
  /** The settings as they were checked. */
  readonly tls: TlsMaterial;
  /** The same as options of `node:tls`. */
  readonly secure: ConnectionOptions;
}

/** Makes the agent of one request: each opens its own tunnel, for `ws:` and `http:` too. `isSecure` is for `https:` and `wss:`. */
export const tunnelAgent = (proxy: UsedProxy, isSecure: boolean, { tls, secure }: TunnelTls): TunnelAgent => {
  const agent = isSecure ? new nodeModules.https.Agent() : new nodeModules.http.Agent();
  let end: (() => void) | undefined;
  const createConnection: CreateConnection = (options, callback) => {
    const host = options.host ?? "localhost";
    const name = plainHost(host);
    end = openTunnel(proxy, authorityOf(host, Number(options.port)), tls, (fault, socket) => {
      if (fault !== null || socket === undefined || !isSecure) return callback(fault, socket);
      const { path: _path, socketPath: _socketPath, ...rest } = options as ConnectionOptions & { socketPath?: string };
      const servername = options.servername ?? (nodeModules.net.isIP(name) === 0 ? name : "");
      callback(null, nodeModules.tls.connect({ ...rest, ...secure, servername, host: name, socket }));
    });
  };
  (agent as unknown as { createConnection: CreateConnection }).createConnection = createConnection;
  return {
    agent,
    destroy: () => {
      end?.();
      agent.destroy();
    },
  };
};
