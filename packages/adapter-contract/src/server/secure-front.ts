import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer, type TLSSocket } from "node:tls";

/** Made for these tests: an authority that nobody trusts, its certificate for localhost and 127.0.0.1, and a key that protects nothing. */
const pem = (name: "ca" | "cert" | "key" | "client-cert" | "client-key"): string =>
  readFileSync(new URL(`../../tls/${name}.pem`, import.meta.url), "utf8");

/** A TLS front for a server on the same machine. */
export interface SecureFront {
  readonly port: number;
  /** The authority's certificate, in PEM. */
  readonly ca: string;
  /** A certificate that the server accepts from a client, and its key: `passphrase` opens it. */
  readonly client: { readonly cert: string; readonly key: string; readonly passphrase: string };
  readonly close: () => Promise<void>;
}

/** Starts it in front of `port`. `demanding` refuses clients without the certificate. */
export const startSecureFront = async (port: number, demanding = false): Promise<SecureFront> => {
  const open = new Set<TLSSocket>();
  const demands = { requestCert: true, rejectUnauthorized: true, ca: pem("client-cert") };
  const server = createServer({ key: pem("key"), cert: pem("cert"), ...(demanding ? demands : {}) }, (secure) => {
    open.add(secure);
    const plain = connect(port, "127.0.0.1");
    secure.pipe(plain).pipe(secure);
    secure.once("close", () => open.delete(secure));
    // The end of one side ends the other, whatever the reason.
    for (const side of [secure, plain]) {
      side.on("error", () => {});
      side.once("close", () => (side === secure ? plain : secure).destroy());
    }
  });
  // A client that does not trust the certificate causes this error.
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca: pem("ca"),
    client: { cert: pem("client-cert"), key: pem("client-key"), passphrase: "client key phrase" },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
