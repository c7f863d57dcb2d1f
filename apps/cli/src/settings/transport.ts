import type { TransportOptions } from "@jobwire/node";
import type { Command } from "commander";
import { UsageError } from "./parse-option.ts";
import { maxCertificateBytes, readFlagFile } from "./read-file.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags for TLS that every command with a client takes. */
export interface TransportFlags {
  readonly caFile?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly clientKeyPassphraseFile?: string;
}

/** Adds {@link TransportFlags} to a command. */
export const addTransportOptions = (command: Command): Command =>
  command
    .option("--ca-file <path>", "Trust the certificate authorities in this PEM file, too (env: NODE_EXTRA_CA_CERTS)")
    .option("--client-cert <path>", "Send the client certificate in this PEM file; needs --client-key")
    .option("--client-key <path>", "Read the private key of --client-cert from this PEM file")
    .option("--client-key-passphrase-file <path>", "Read the passphrase of --client-key from this file");

/** The authorities that Node trusts by default, and those of the file: an option of `node:tls` would replace the default ones. */
const authorities = async (path: string, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  const { getCACertificates } = await import("node:tls");
  return [...getCACertificates("default"), await readFlagFile("--ca-file", path, maxCertificateBytes, signal)];
};

/** The TLS settings of the flags, and the proxies of the environment. */
export const transportOptions = async (
  { caFile, clientCert, clientKey, clientKeyPassphraseFile }: TransportFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<TransportOptions> => {
  const { settingsFromEnv } = await import("@jobwire/node-shared");
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new UsageError("--client-cert and --client-key belong together. Pass both.");
  }
  const tls = {
    ...(caFile === undefined ? {} : { ca: await authorities(caFile, signal) }),
    ...(clientCert === undefined
      ? {}
      : { cert: await readFlagFile("--client-cert", clientCert, maxCertificateBytes, signal) }),
    ...(clientKey === undefined
      ? {}
      : { key: await readFlagFile("--client-key", clientKey, maxCertificateBytes, signal) }),
    ...(clientKeyPassphraseFile === undefined
      ? {}
      : { passphrase: await readTokenFile(clientKeyPassphraseFile, signal, "--client-key-passphrase-file") }),
  };
  return { ...settingsFromEnv(environment), ...(Object.keys(tls).length > 0 ? { tls } : {}) };
};
