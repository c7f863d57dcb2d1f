import { InvalidRequest } from "../errors.ts";

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

const block = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/;

/**
 * The DER bytes of an unencrypted PKCS#8 PEM (`BEGIN PRIVATE KEY`). Throws `InvalidRequest` (reason `local`) with a message
 * that names the kind of key and how to convert it; the message never shows any of the key.
 */
export const readPkcs8 = (pem: unknown): Uint8Array<ArrayBuffer> => {
  const [, kind, text = ""] = block.exec(typeof pem === "string" ? pem : "") ?? [];
  switch (kind) {
    case "PRIVATE KEY":
      break;
    case undefined:
      throw local("the private key is not a PEM. Pass the text of a file that begins with -----BEGIN PRIVATE KEY-----");
    case "ENCRYPTED PRIVATE KEY":
      throw local(
        "the private key is encrypted. Decrypt it with openPrivateKey of @jobwire/node, or with `openssl pkcs8 -topk8 -nocrypt`",
      );
    case "RSA PRIVATE KEY":
      throw local("the private key is PKCS#1. Convert it to PKCS#8 with `openssl pkcs8 -topk8 -nocrypt`");
    default:
      throw local(`the PEM contains "${kind}" instead of a private key. Pass the private key's file`);
  }
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  } catch {
    // The runtime's own error may quote the key.
    throw local("the private key's PEM is damaged: it is not base64. Export the key again");
  }
};
