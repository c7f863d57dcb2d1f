import type { TransportOptions } from "@jobwire/node";
import type { Command } from "commander";
import type { Notices } from "../output/notices.ts";
import { authorities } from "./authorities.ts";
import { parseProxy, parseVerify, UsageError } from "./parse-option.ts";
import { maxCertificateBytes, readFlagFile } from "./read-file.ts";
import { readTokenFile } from "./token-file.ts";

/** The flags for connections that every command with a client takes. */
export interface TransportFlags {
  readonly caFile?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly clientKeyPassphraseFile?: string;
  readonly insecure?: boolean;
  /** The path of authorities, or whether to check certificates. */
  readonly verify?: string | boolean;
  /** The URL of a proxy; false with `--no-proxy`. */
  readonly proxy?: string | false;
  readonly unixSocket?: string;
}

/** The option of each flag. */
export const transportFlagOptions: Readonly<Record<keyof TransportFlags, string>> = {
  caFile: "--ca-file",
  clientCert: "--client-cert",
  clientKey: "--client-key",
  clientKeyPassphraseFile: "--client-key-passphrase-file",
  insecure: "--insecure",
  verify: "--verify",
  proxy: "--proxy",
  unixSocket: "--unix-socket",
};

/** Adds {@link TransportFlags} to a command. */
export const addTransportOptions = (command: Command): Command =>
  command
    .option("--ca-file <path>", "Trust the certificate authorities in this PEM file, too (env: NODE_EXTRA_CA_CERTS)")
    .option("--client-cert <path>", "Send the client certificate in this PEM file; needs --client-key")
    .option("--client-key <path>", "Read the private key of --client-cert from this PEM file")
    .option("--client-key-passphrase-file <path>", "Read the passphrase of --client-key from this file")
    .option("--insecure", "Accept any server certificate; sends a token only with --allow-insecure-token")
    .option(
      "--verify <path|true|false>",
      "Trust the PEM files of this path, too; false is --insecure (as ray job has it)",
      parseVerify,
    )
    .option(
      "--proxy <url>",
      "Connect through this HTTP proxy (env: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)",
      parseProxy,
    )
    .option("--no-proxy", "Connect directly, whatever the environment names")
    .option("--unix-socket <path>", "Connect to this Unix socket instead of the address's host and port");

/** The flags without `--verify`, as the two flags that it can replace. Throws a {@link UsageError} when they contradict each other. */
const withoutVerify = (flags: TransportFlags): TransportFlags => {
  const { verify, ...rest } = flags;
  if (verify === undefined) return rest;
  if (verify === true && rest.insecure === true) {
    throw new UsageError("--verify true and --insecure contradict each other. Pass one of them.");
  }
  if (typeof verify === "boolean") return verify ? rest : { ...rest, insecure: true };
  if (rest.caFile !== undefined || rest.insecure === true) {
    throw new UsageError("--verify with a path excludes --ca-file and --insecure. Pass one of them.");
  }
  return { ...rest, caFile: verify };
};

/** Whether the flags turn off the check of certificates. */
export const isInsecure = (flags: TransportFlags): boolean => withoutVerify(flags).insecure === true;

const tlsOptions = async (
  { caFile, clientCert, clientKey, clientKeyPassphraseFile, insecure }: TransportFlags,
  signal: AbortSignal,
): Promise<NonNullable<TransportOptions["tls"]>> => ({
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
  ...(insecure === true ? { rejectUnauthorized: false } : {}),
});

/** The connection settings of the flags, and the proxies of the environment. Warns on stderr when the command checks no certificate. */
export const transportOptions = async (
  given: TransportFlags,
  environment: NodeJS.ProcessEnv,
  notices: Notices,
  signal: AbortSignal,
): Promise<TransportOptions> => {
  const { proxyRules, settingsFromEnv } = await import("@jobwire/node-shared");
  const flags = withoutVerify(given);
  if ((flags.clientCert === undefined) !== (flags.clientKey === undefined)) {
    throw new UsageError("--client-cert and --client-key belong together. Pass both.");
  }
  if (flags.insecure === true) {
    notices.info(
      "Warning: the command checks no certificate, so anybody on the network between you and the server can read and change everything. To trust a private authority instead, pass --ca-file.",
    );
  }
  const tls = await tlsOptions(flags, signal);
  const proxies =
    flags.proxy === undefined
      ? settingsFromEnv(environment)
      : flags.proxy === false
        ? {}
        : { proxy: proxyRules(flags.proxy, undefined, "--proxy") };
  return {
    // A Unix socket is a direct connection.
    ...(flags.unixSocket === undefined ? proxies : { unixSocket: flags.unixSocket }),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  };
};
