import { InvalidRequest } from "../errors.ts";

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

const block = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/;

/**
 * The DER bytes of an unencrypted PKCS#8 PEM (`BEGIN PRIVATE KEY`). Throws `InvalidRequest` (reason `local`) that says what was
 * given instead and how to turn it into one; it never shows any of it.
 */
export const readPkcs8 = (pem: unknown): Uint8Array<ArrayBuffer> => {
  const [, kind, text = ""] = block.exec(typeof pem === "string" ? pem : "") ?? [];
  switch (kind) {
    case "PRIVATE KEY":
      break;
    case undefined:
      throw local("the private key is no PEM; give the text of a file that begins with -----BEGIN PRIVATE KEY-----");
    case "ENCRYPTED PRIVATE KEY":
      throw local(
        "the private key is encrypted; open it with openPrivateKey of @jobwire/node, or by `openssl pkcs8 -topk8 -nocrypt`",
      );
    case "RSA PRIVATE KEY":
      throw local("the private key is PKCS#1; turn it into PKCS#8 by `openssl pkcs8 -topk8 -nocrypt`");
    default:
      throw local(`the PEM holds no private key but "${kind}"`);
  }
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  } catch {
    // The runtime's own error may quote the key.
    throw local("the private key's PEM is damaged: it is not base64");
  }
};
