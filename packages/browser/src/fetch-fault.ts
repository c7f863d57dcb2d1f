import { AdapterFault, type AdapterRequest, type FaultReason } from "@jobwire/core/adapter";
import { originOf } from "@jobwire/core/adapter-parts";

const secureHosts = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Whether the browser blocks the request as mixed content: a page over https cannot request plain http, except from its own machine. */
const isMixed = (url: URL): boolean =>
  location.protocol === "https:" && url.protocol === "http:" && !secureHosts.test(url.hostname);

/** Whether a server responds at the origin. A page can learn this of any origin: a no-cors fetch shows that a response came, not which. */
const responds = async (origin: string, signal: AbortSignal): Promise<boolean> => {
  try {
    await fetch(`${origin}/`, { mode: "no-cors", credentials: "omit", cache: "no-store", redirect: "follow", signal });
    return true;
  } catch {
    return false;
  }
};

/**
 * The fault for a failed `fetch`, as far as a page can know; `readable` are the origins whose responses the page could read before.
 *
 * Browsers report every failure as the same TypeError. So after a failed read this sends a GET to the origin's root, without
 * credentials, and does not read the response. If no response comes, the server is `unreachable`. If one does, the connection was
 * lost (`reset`) when the page may read that origin; otherwise the cross-origin rules refused it (`blocked`). A failed write is
 * `unknown`: nothing proves that it was not sent, because browsers send some writes before they apply the rules.
 */
export const fetchFault = async (
  error: unknown,
  request: AdapterRequest,
  readable: ReadonlySet<string>,
): Promise<AdapterFault> => {
  const target = originOf(request.url);
  const fault = (reason: FaultReason, detail: string): AdapterFault =>
    new AdapterFault(reason, `requesting ${target}: ${detail}`, { cause: error });
  // workerd and other runtimes without pages have no rules to explain the failure.
  if (typeof location !== "object") return fault("unknown", "the request failed");
  const url = new URL(request.url);
  // The browser sends no mixed content at all.
  if (isMixed(url)) return fault("blocked", "the browser lets no page over https send requests to a server over http");
  // Only `false` is certain: browsers report `true` on a network without internet access.
  if (navigator.onLine === false) return fault("unreachable", "this device is offline");
  const mayRead = url.origin === location.origin || readable.has(url.origin);
  const rules = `a server responds, but it does not let pages of ${location.origin} read its responses (CORS)`;
  const responded = await responds(url.origin, request.signal);
  // The browser sends a write without a preflight if its headers are simple, and applies the rules to the response only.
  if (request.method !== "GET" && request.method !== "HEAD") {
    return fault("unknown", responded && !mayRead ? rules : "the request failed, and the browser does not report why");
  }
  if (!responded) return fault("unreachable", "no server responds");
  return mayRead ? fault("reset", "the connection was lost") : fault("blocked", rules);
};
