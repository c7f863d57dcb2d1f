import type { KeyObject, X509Certificate } from "node:crypto";
import { InvalidRequest } from "@jobwire/core/errors";
import { nodeModules } from "./node-modules.ts";
import type { Pem, TlsOptions } from "./tls-options.ts";

/** TLS settings that were checked: all in PEM, the key without its passphrase. */
export interface TlsMaterial {
  /** The certificates that may sign the server's, in place of the system's. */
  readonly ca?: ReadonlyArray<string>;
  /** The client's certificate, with its chain. */
  readonly cert?: string;
  /** The client's private key. */
  readonly key?: string;
  /** False: the connection accepts any certificate of the server. Default true. */
  readonly rejectUnauthorized?: boolean;
}

/** OpenSSL's errors may quote the content, so no error is kept as a cause. */
const invalid = (message: string): InvalidRequest =>
  new InvalidRequest({ message: `tls: ${message}`, reason: "local" });

const textOf = (pem: Pem): string => (typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1"));

/** The first certificate of a PEM. Node ignores an authority that is not one, and then trusts no server. */
const certificateOf = (what: string, text: string): X509Certificate => {
  try {
    const begin = text.indexOf("-----BEGIN ");
    return new nodeModules.crypto.X509Certificate(begin === -1 ? "" : text.slice(begin));
  } catch {
    throw invalid(`${what} is not a certificate in PEM. Pass the text that begins with -----BEGIN CERTIFICATE-----`);
  }
};

const keyOf = (text: string, passphrase: string | undefined): KeyObject => {
  const isEncrypted = text.includes("-----BEGIN ENCRYPTED ") || text.includes("Proc-Type: 4,ENCRYPTED");
  if (isEncrypted && passphrase === undefined) throw invalid("the private key is encrypted. Pass its passphrase");
  try {
    return nodeModules.crypto.createPrivateKey({
      key: text,
      format: "pem",
      ...(isEncrypted ? { passphrase: passphrase ?? "" } : {}),
    });
  } catch {
    const cause = isEncrypted ? "it is damaged, or the passphrase is wrong" : "it is not a private key in PEM";
    throw invalid(`the private key cannot be read: ${cause}. Check it`);
  }
};

/**
 * Checks TLS settings on every runtime in the same way, before anything connects. Throws `InvalidRequest` (reason `local`), which
 * shows nothing of the key: for text that is not PEM, a missing or wrong passphrase, a certificate without its key, and a key of
 * another certificate.
 */
export const tlsMaterial = (tls: TlsOptions): TlsMaterial => {
  const { ca, cert, key, passphrase, rejectUnauthorized } = tls;
  const authorities =
    ca === undefined ? undefined : (Array.isArray(ca) ? (ca as ReadonlyArray<Pem>) : [ca as Pem]).map(textOf);
  for (const text of authorities ?? []) certificateOf("an authority (ca)", text);
  if ((cert === undefined) !== (key === undefined)) {
    throw invalid(
      cert === undefined
        ? "there is a private key without its certificate. Pass both"
        : "there is a client certificate without its private key. Pass both",
    );
  }
  const common = {
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
  if (cert === undefined || key === undefined) return common;
  const leaf = certificateOf("the client certificate", textOf(cert));
  const opened = keyOf(textOf(key), passphrase);
  if (!leaf.checkPrivateKey(opened)) {
    throw invalid(
      "the client certificate and the private key do not belong together. Pass the key of that certificate",
    );
  }
  return { ...common, cert: textOf(cert), key: opened.export({ type: "pkcs8", format: "pem" }).toString() };
};

/** The passphrase and the lines of the private key, which must not enter a message. */
export const tlsSecrets = ({ key, passphrase }: TlsOptions): ReadonlyArray<string> => {
  const lines = key === undefined ? [] : textOf(key).split(/[\r\n]+/);
  return [
    ...(passphrase === undefined || passphrase === "" ? [] : [passphrase]),
    ...lines.filter((line) => line !== "" && !line.includes("-----")),
  ];
};
