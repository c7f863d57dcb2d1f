import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

const newKey = ["-newkey", "rsa:2048", "-days", "1"] as const;
const pass = ["-passout", "pass:hush"] as const;

/** Makes the certificates and keys that pages name in a folder: an authority, a client's with an encrypted key, and a key for Snowflake. */
export const makeKeys = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: ReadonlyArray<string>): void =>
    void execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  openssl("req", "-x509", ...newKey, "-nodes", "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=ca");
  openssl("req", "-x509", ...newKey, ...pass, "-keyout", "client-key.pem", "-out", "client.pem", "-subj", "/CN=me");
  openssl("genpkey", "-algorithm", "RSA", "-aes256", "-pass", "pass:hush", "-out", "key.p8");
};
