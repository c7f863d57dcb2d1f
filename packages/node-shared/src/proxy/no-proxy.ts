import type { BlockList } from "node:net";
import { nodeModules } from "../node-modules.ts";
import { plainHost } from "./plain-host.ts";

/** A host and port that a request goes to; the host is in lower case and without brackets or a final dot. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** The address without brackets, in one spelling; undefined for a name. */
const addressOf = (text: string): { readonly address: string; readonly type: "ipv4" | "ipv6" } | undefined => {
  const address = plainHost(text);
  const version = nodeModules.net.isIP(address);
  return version === 0 ? undefined : { address, type: version === 6 ? "ipv6" : "ipv4" };
};

/** The list that holds one address or one network (`10.0.0.0/8`); undefined for anything else. */
const networkOf = (entry: string): BlockList | undefined => {
  const slash = entry.indexOf("/");
  const found = addressOf(slash === -1 ? entry : entry.slice(0, slash));
  if (found === undefined) return undefined;
  const list = new nodeModules.net.BlockList();
  if (slash === -1) {
    list.addAddress(found.address, found.type);
    return list;
  }
  const digits = entry.slice(slash + 1);
  const bits = Number(digits);
  const most = found.type === "ipv4" ? 32 : 128;
  if (!/^\d{1,3}$/.test(digits) || bits > most) return undefined;
  list.addSubnet(found.address, bits, found.type);
  return list;
};

/** Whether an entry with a host (`corp`, `.corp`, `*.corp`, an address, a network) names the host. */
const namesHost = (entry: string, host: string): boolean => {
  const network = networkOf(entry);
  const address = addressOf(host);
  if (network !== undefined) return address !== undefined && network.check(address.address, address.type);
  if (address !== undefined) return false;
  const name = (entry.startsWith("*.") ? entry.slice(2) : entry.startsWith(".") ? entry.slice(1) : entry).replace(
    /\.$/,
    "",
  );
  return name !== "" && (host === name || host.endsWith(`.${name}`));
};

/** Whether one entry of `NO_PROXY` names the target. The port is behind the last colon, unless the entry is an IPv6 address. */
const names = (entry: string, { host, port }: ProxyTarget): boolean => {
  if (entry === "*") return true;
  const bracket = entry.lastIndexOf("]");
  const colon = entry.lastIndexOf(":");
  const hasPort = colon > bracket && (bracket !== -1 || entry.indexOf(":") === colon);
  if (!hasPort) return namesHost(entry, host);
  return entry.slice(colon + 1) === String(port) && namesHost(entry.slice(0, colon), host);
};

/**
 * Whether `NO_PROXY` excepts a target. Whatever curl or Python's requests accept counts: entries apart by commas or spaces; `*`
 * excepts everything; a name excepts the host and all hosts below it, with or without a leading dot; addresses and networks
 * (`10.0.0.0/8`). Ports and `*.name` count as in Go's programs. It resolves no name, and loopback has no rule of its own.
 */
export const isExcepted = (noProxy: string, target: ProxyTarget): boolean =>
  noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && names(entry, target));
