import { InvalidRequest } from "../errors.ts";
import { withoutEnding } from "./text-parts.ts";

/** Where all requests of one client go. */
export interface BaseUrl {
  /** Origin and path prefix, without a trailing slash. */
  readonly href: string;
  readonly origin: string;
  /** The path prefix, empty or beginning with a slash. */
  readonly prefix: string;
  readonly secure: boolean;
  /** The host is this machine, so nothing crosses a network. */
  readonly loopback: boolean;
}

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** What may be shown of an address that could not be read: nothing that stands before an `@`, no query. */
const shown = (address: string): string => {
  const plain = address.replace(/^(.*\/\/)?[^/]*@/s, "$1…@").replace(/[?#].*$/s, "");
  return JSON.stringify(plain.length > 100 ? `${plain.slice(0, 100)}…` : plain);
};

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/**
 * Reads the address of a server: `http:` or `https:`, with a path prefix if need be, without user information, query or
 * fragment. Throws `InvalidRequest` (reason `local`) that says what to write instead, such as `example`.
 */
export const parseBaseUrl = (address: string, example: string = "https://host.example"): BaseUrl => {
  if (typeof address !== "string" || address === "") throw invalid(`the address is empty; give one such as ${example}`);
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw invalid(`the address ${shown(address)} is not a URL; give one such as ${example}`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid(`the address ${shown(address)} is not an http:// or https:// URL; give one such as ${example}`);
  }
  // The raw text is looked at too: an empty user name (`http://@host`) is parsed away.
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/*[^/?#]*@/i.test(address)) {
    throw invalid(
      `the address of ${url.host} holds a user name or password; give credentials by the token or headers options instead`,
    );
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(address)) {
    throw invalid(`the address ${shown(address)} has a query or a fragment; only a path prefix may follow the host`);
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
