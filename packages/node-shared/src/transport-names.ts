import type { NamesOf } from "@jobwire/core/adapter-parts";
import type { TlsOptions } from "./tls-options.ts";
import type { TransportOptions } from "./transport-options.ts";

const tlsNames: NamesOf<TlsOptions> = { ca: 1, cert: 1, key: 1, passphrase: 1, rejectUnauthorized: 1 };

/** The names of the options of connections, by which an unknown one is found. */
export const transportNames: NamesOf<TransportOptions> = { tls: tlsNames, proxy: 1, unixSocket: 1 };
