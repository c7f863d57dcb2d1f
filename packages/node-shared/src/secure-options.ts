import type { SecureContext } from "node:tls";
import { nodeModules } from "./node-modules.ts";
import type { TlsMaterial } from "./tls-material.ts";

/** The options of one TLS connection of `node:tls`. */
export interface SecureOptions {
  /** The CA, the certificate and the key, as `node:tls` keeps them. */
  readonly secureContext?: SecureContext;
  /** False: the connection accepts any certificate of the server. */
  readonly rejectUnauthorized?: boolean;
}

/** Reads certificates and key once, for all connections: without a context, each connection would read all authorities again. */
export const secureOptions = ({ ca, cert, key, rejectUnauthorized }: TlsMaterial): SecureOptions => ({
  ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  ...(ca === undefined && cert === undefined
    ? {}
    : {
        secureContext: nodeModules.tls.createSecureContext({
          ...(ca === undefined ? {} : { ca: [...ca] }),
          ...(cert === undefined ? {} : { cert }),
          ...(key === undefined ? {} : { key }),
        }),
      }),
});
