import type { KeyObject } from "node:crypto";
import { withCallSite } from "@jobwire/core/adapter-parts";
import { InvalidRequest } from "@jobwire/core/errors";
import { SecretText } from "@jobwire/core/options";
import { nodeModules } from "./node-modules.ts";
import { FileProblem, readSmallFileSync } from "./small-file.ts";
import { maxSecretBytes } from "./text-file.ts";

const invalid = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

/**
 * Reads the private key of a PEM in any form (PKCS#8 encrypted or not, PKCS#1) and returns it in the form that `keyPair` takes:
 * unencrypted PKCS#8, in memory only. Throws `InvalidRequest` (reason `local`), which shows neither key nor passphrase: for a PEM
 * that cannot be read, a missing or wrong passphrase, and a key that is not RSA.
 *
 * @example
 * ```ts
 * import { keyPair, openPrivateKey, reasoner, sql } from "jobwire";
 *
 * const { SNOWFLAKE_KEY = "", SNOWFLAKE_PASSPHRASE } = process.env;
 * const credentials = keyPair({ user: "ALICE", privateKey: openPrivateKey(SNOWFLAKE_KEY, SNOWFLAKE_PASSPHRASE) });
 * const client = reasoner({ backend: sql({ account: "org-account", credentials }) });
 * console.log(client.address);
 * await client.close();
 * ```
 */
export const openPrivateKey = (pem: string, passphrase?: string | SecretText): SecretText =>
  withCallSite(openPrivateKey, () => {
    const phrase = typeof passphrase === "object" ? passphrase.reveal() : passphrase;
    if (/-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/.test(pem) && (phrase === undefined || phrase === "")) {
      throw invalid("the private key is encrypted. Pass its passphrase.");
    }
    let key: KeyObject;
    try {
      key = nodeModules.crypto.createPrivateKey({
        key: pem,
        format: "pem",
        ...(phrase === undefined ? {} : { passphrase: phrase }),
      });
    } catch {
      // The runtime's error may quote the key and adds nothing useful.
      throw invalid("the private key cannot be read: its PEM is damaged, or the passphrase is wrong. Check both.");
    }
    if (key.asymmetricKeyType !== "rsa") {
      throw invalid(
        `the private key is ${key.asymmetricKeyType ?? "of an unknown kind"}, but Snowflake accepts RSA only. Use an RSA key.`,
      );
    }
    return new SecretText(key.export({ type: "pkcs8", format: "pem" }).toString(), "private key");
  });

/**
 * Reads the same from a file.
 *
 * @example
 * ```ts
 * import { keyPair, readPrivateKey, reasoner, sql } from "jobwire";
 *
 * const privateKey = readPrivateKey("./rsa_key.p8", process.env["SNOWFLAKE_PASSPHRASE"]);
 * const credentials = keyPair({ user: "ALICE", privateKey });
 * const client = reasoner({ backend: sql({ account: "org-account", credentials }) });
 * console.log(client.address);
 * await client.close();
 * ```
 */
export const readPrivateKey = (path: string, passphrase?: string | SecretText): SecretText =>
  withCallSite(readPrivateKey, () => {
    let pem: string;
    try {
      pem = readSmallFileSync(path, maxSecretBytes);
    } catch (error) {
      if (error instanceof FileProblem) throw invalid(`the private key file ${path} ${error.message}`, error.cause);
      throw error;
    }
    return openPrivateKey(pem, passphrase);
  });
