import type { Adapter } from "../adapter.ts";
import { BrowserRefused } from "../errors.ts";

/** Ray treats a request with any of these headers as a browser's, whatever their value (seen on 2.60.0). */
const browserHeader = /^(?:origin|referer|sec-fetch-.+|access-control-request-.+)$/;

/**
 * Refuses the writes that a Ray dashboard would refuse: those of a runtime that must send a browser's headers. Ray responds to
 * them with 405, whoever sends them. So the client sends nothing, unless the address is a proxy that removes those headers.
 */
export const browserGuard = (
  adapter: Adapter,
  browserProxy: boolean | undefined,
): ((label: string, method: string) => BrowserRefused | undefined) => {
  const { name, capabilities } = adapter.runtime;
  const forced = capabilities.forcedRequestHeaders.filter((header) => browserHeader.test(header));
  if (forced.length === 0 || browserProxy === true) return () => undefined;
  return (label, method) => {
    if (method === "GET" || method === "HEAD") return undefined;
    return new BrowserRefused({
      message: `${label}: the request was not sent, because Ray refuses every write of a browser, and ${name} always sends ${forced.join(", ")}. Use a proxy that removes these headers and set browserProxy, or write from a server (docs/browsers.md)`,
      reason: "local",
    });
  };
};
