import type { Adapter } from "../adapter.ts";
import { BrowserRefused } from "../errors.ts";

/** By any of these Ray knows a browser, whatever the value (seen on 2.60.0). */
const telltale = /^(?:origin|referer|sec-fetch-.+|access-control-request-.+)$/;

/**
 * Refuses what a Ray dashboard would: a write from a runtime that is forced to say it is a browser. Ray answers those with 405
 * and takes no notice of who asks; so nothing is sent at all, unless the address is a proxy that removes what gives a browser away.
 */
export const browserGuard = (
  adapter: Adapter,
  browserProxy: boolean | undefined,
): ((label: string, method: string) => BrowserRefused | undefined) => {
  const { name, capabilities } = adapter.runtime;
  const forced = capabilities.forcedRequestHeaders.filter((header) => telltale.test(header));
  if (forced.length === 0 || browserProxy === true) return () => undefined;
  return (label, method) => {
    if (method === "GET" || method === "HEAD") return undefined;
    return new BrowserRefused({
      message: `${label}: not sent, since Ray refuses every write of a browser (${name} cannot leave out ${forced.join(", ")}); send it to a proxy that removes these headers and set browserProxy, or write from a server (docs/browsers.md)`,
      reason: "local",
    });
  };
};
