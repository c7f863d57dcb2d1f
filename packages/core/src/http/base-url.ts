import { InvalidRequest } from "../errors.ts";
import { withoutEnding } from "./text-parts.ts";

/** The address that all requests of one client share. */
export interface BaseUrl {
  /** Origin and path prefix, without a trailing slash. */
  readonly href: string;
  /** Scheme, host and port, such as `http://127.0.0.1:8265`. */
  readonly origin: string;
  /** The path prefix, empty or beginning with a slash. */
  readonly prefix: string;
  /** True for https. */
  readonly secure: boolean;
  /** The host is this machine, so nothing crosses a network. */
  readonly loopback: boolean;
}

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The part of an unreadable address that a message may show: no user information, no query, no fragment. */
const shown = (address: string): string => {
  const plain = address.replace(/^(.*\/\/)?[^/]*@/s, "$1…@").replace(/[?#].*/s, "");
  return JSON.stringify(plain.length > 100 ? `${plain.slice(0, 100)}…` : plain);
};

/** Whether a host, as `URL.hostname` has it, is this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/**
 * Parses the address of a server: `http:` or `https:`, an optional path prefix, and no user information, query or fragment.
 * Throws `InvalidRequest` (reason `local`) with a message that names a valid address, such as `example`.
 */
export const parseBaseUrl = (address: string, example: string = "https://host.example"): BaseUrl => {
  if (typeof address !== "string" || address === "") throw invalid(`the address is empty. Use one such as ${example}`);
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw invalid(`the address ${shown(address)} is not a URL. Use one such as ${example}`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid(`the address ${shown(address)} is not an http:// or https:// URL. Use one such as ${example}`);
  }
  // Checks the raw text as well: the URL parser drops an empty user name (`http://@host`).
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/*[^/?#]*@/i.test(address)) {
    throw invalid(
      `the address of ${url.host} contains a user name or password. Pass credentials in the token or headers option instead`,
    );
  }
  // In the raw text: the URL parser drops an empty query or fragment.
  if (/[?#]/.test(address)) {
    throw invalid(
      `the address ${shown(address)} has a query or a fragment. Remove it: only a path prefix may follow the host`,
    );
  }
  const prefix = withoutEnding(url.pathname, "/");
  return {
    href: url.origin + prefix,
    origin: url.origin,
    prefix,
    secure: url.protocol === "https:",
    loopback: isLoopback(url.hostname),
  };
};
