import { AdapterFault, type AdapterRequest, type FaultReason } from "@jobwire/core/adapter";
import { originOf } from "@jobwire/core/adapter-parts";

const secureHosts = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** A page over https may not ask plain http, except of its own machine. */
const isMixed = (url: URL): boolean =>
  location.protocol === "https:" && url.protocol === "http:" && !secureHosts.test(url.hostname);

/** Whether anything answers there, which a page may learn of any origin: it sees that an answer came, not what. */
const answers = async (origin: string, signal: AbortSignal): Promise<boolean> => {
  try {
    await fetch(`${origin}/`, { mode: "no-cors", credentials: "omit", cache: "no-store", redirect: "follow", signal });
    return true;
  } catch {
    return false;
  }
};

/**
 * The fault for a `fetch` that failed, as far as a page may know; `readable` are the origins whose answers it was shown before.
 *
 * A page is told only that it failed. So a failed read is followed by a GET of the origin's root, without credentials and
 * without a look at the answer. When nothing answers, the server is not there (`unreachable`). When something does, the
 * connection was lost (`reset`) if the page may read that origin, and otherwise it was the cross-origin rules (`blocked`). A
 * write that failed is `unknown`: nothing proves that it was not sent, since some writes go out before the rules are looked at.
 */
export const fetchFault = async (
  error: unknown,
  request: AdapterRequest,
  readable: ReadonlySet<string>,
): Promise<AdapterFault> => {
  const target = originOf(request.url);
  const fault = (reason: FaultReason, words: string): AdapterFault =>
    new AdapterFault(reason, `asking ${target}: ${words}`, { cause: error });
  if (typeof location !== "object") return fault("unknown", "the request failed");
  const url = new URL(request.url);
  if (isMixed(url)) return fault("blocked", "a page over https may not ask a server over http");
  if (navigator.onLine === false) return fault("unreachable", "this device is offline");
  const mayRead = url.origin === location.origin || readable.has(url.origin);
  const rules = `a server answers there, but does not let pages of ${location.origin} read its answers (CORS)`;
  const answered = await answers(url.origin, request.signal);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return fault("unknown", answered && !mayRead ? rules : "the request failed, and a page is not told why");
  }
  if (!answered) return fault("unreachable", "no server answers there");
  return mayRead ? fault("reset", "the connection was lost") : fault("blocked", rules);
};
