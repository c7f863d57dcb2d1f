import { readFileSync } from "node:fs";

/** A certificate for localhost and 127.0.0.1 that nobody trusts, or its key, which protects nothing: made for these tests. */
export const pem = (name: "cert" | "key"): string =>
  readFileSync(new URL(`../tls/${name}.pem`, import.meta.url), "utf8");
