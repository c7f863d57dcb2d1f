/** Certificates or a key in PEM, as text or as the bytes of a file. */
export type Pem = string | Uint8Array;

/** TLS settings of an adapter, with the names of `node:tls`. */
export interface TlsOptions {
  /** Certificate authorities. On Node and Bun they replace the default ones, as in `node:tls`; on Deno they add to them. */
  readonly ca?: Pem | ReadonlyArray<Pem> | undefined;
  /** The client certificate, then its chain, for servers that ask for one. Needs `key`. */
  readonly cert?: Pem | undefined;
  /** The private key of `cert`. */
  readonly key?: Pem | undefined;
  /** The passphrase of an encrypted `key`. */
  readonly passphrase?: string | undefined;
  /** False accepts any server certificate, so that anybody in between can read and change everything. Default true. Not on Deno. */
  readonly rejectUnauthorized?: boolean | undefined;
}
