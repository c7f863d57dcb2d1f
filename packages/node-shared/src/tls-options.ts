import type { ConnectionOptions } from "node:tls";

/** TLS settings, with the names of `node:tls`. */
export type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "rejectUnauthorized">;
