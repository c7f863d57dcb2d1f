import type { Adapter } from "../adapter.ts";
import { InvalidRequest } from "../errors.ts";
import { type BaseUrl, isLoopback } from "./base-url.ts";

/**
 * Asks the adapter once for its proxy, so that a setting that cannot work fails before the client sends anything. Throws
 * `InvalidRequest` (reason `local`) also when a secret for a loopback address would leave the machine in plain text, through a proxy.
 */
export const checkProxy = (
  adapter: Adapter,
  base: BaseUrl,
  hasSecrets: boolean,
  allowInsecureToken: boolean | undefined,
): void => {
  const proxy = adapter.proxyFor?.(base.href);
  if (proxy === undefined || base.secure || !hasSecrets || allowInsecureToken === true) return;
  if (isLoopback(proxy.url.hostname)) return;
  throw new InvalidRequest({
    message: `the token or headers for ${base.origin} would cross the network in plain text, to the proxy at ${proxy.label}. Add ${new URL(base.origin).hostname} to NO_PROXY, or set allowInsecureToken if you trust the network`,
    reason: "local",
  });
};
