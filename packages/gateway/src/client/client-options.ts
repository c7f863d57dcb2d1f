import type { HttpTimeouts, TokenSource } from "@jobwire/core";
import type { NamesOf } from "@jobwire/core/adapter-parts";
import type { JobClientOptions } from "@jobwire/core/backend";
import { jobClientNames, timeoutNames } from "@jobwire/core/gateway-client/internal";

/** Options of a client of a gateway. It reads nothing from the environment. */
export interface GatewayClientOptions extends JobClientOptions {
  /** The gateway's URL with its base path, e.g. `https://app.example.com/api/jobs`. In a page, `location.origin` and that path. */
  readonly address: string;
  /** Sent as `Authorization: Bearer …`, to this origin only. A function is called before each request. */
  readonly token?: TokenSource | undefined;
  /** Further headers of every request. The client treats their values as secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Allow a token or headers over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** Limits of each request. */
  readonly timeouts?: HttpTimeouts | undefined;
}

/** The names of these options. */
export const gatewayClientNames: NamesOf<GatewayClientOptions> = {
  ...jobClientNames,
  address: 1,
  token: 1,
  headers: 1,
  allowInsecureToken: 1,
  timeouts: timeoutNames,
};
