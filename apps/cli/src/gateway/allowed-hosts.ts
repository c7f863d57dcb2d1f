import { hostname, networkInterfaces } from "node:os";
import { isIP } from "node:net";
import { UsageError } from "../settings/parse-option.ts";

const loopback: ReadonlyArray<string> = ["localhost", "127.0.0.1", "[::1]"];

/** The address as a URL has it. */
export const urlHost = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

const isLoopback = (address: string): boolean =>
  loopback.includes(urlHost(address)) || (isIP(address) === 4 && address.startsWith("127."));

/** Throws a {@link UsageError} for an address that other machines can reach without a token that the user chose. */
export const requireTokenFile = (address: string, tokenFile: string | undefined): void => {
  if (isLoopback(address) || tokenFile !== undefined) return;
  throw new UsageError(
    `--host ${address} may be reached by other machines, so it needs a token that you choose. Pass --auth-token-file, or leave --host out.`,
  );
};

/** The names that requests may use: those of loopback, of the address that the server listens on, and of the user. */
export const allowedHosts = (address: string, more: ReadonlyArray<string> = []): ReadonlyArray<string> => {
  const all = address === "0.0.0.0" || address === "::";
  const own = all
    ? [
        hostname(),
        ...Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => urlHost(entry.address))),
      ]
    : [urlHost(address)];
  return [...new Set([...loopback, ...own, ...more].map((name) => name.toLowerCase()))];
};
