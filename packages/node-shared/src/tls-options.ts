import type { ConnectionOptions } from "node:tls";

/** How TLS is made, in the words of `node:tls`. */
export type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "rejectUnauthorized">;
