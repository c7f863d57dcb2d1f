import { UsageError } from "./parse-option.ts";
import { isInsecure, type TransportFlags } from "./transport.ts";

/** The flags that decide whether a credential may go to a server whose certificate nobody checks. */
export interface InsecureFlags extends TransportFlags {
  readonly allowInsecureToken?: boolean;
}

/** The host of an address. Undefined when the text is not an address, which the client reports. */
const hostOf = (address: string): string | undefined => (URL.canParse(address) ? new URL(address).hostname : undefined);

/** Whether a host, as `URL.hostname` has it, is this machine: nobody is between. */
const isThisMachine = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "[::1]" ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/**
 * Refuses to send a credential to another machine with `--insecure`: anybody who responds in its place would have it. Unlike `curl -k`,
 * which sends it; `--allow-insecure-token` does the same here.
 */
export const checkInsecure = (flags: InsecureFlags, address: string | undefined, hasCredentials: boolean): void => {
  if (!hasCredentials || flags.allowInsecureToken === true || !isInsecure(flags)) return;
  const host = address === undefined ? undefined : hostOf(address);
  if (host !== undefined && isThisMachine(host)) return;
  throw new UsageError(
    "Without a check of the certificate, anybody on the network can take the token or headers of this command. Pass the authority with --ca-file, or add --allow-insecure-token if you trust the network.",
  );
};
