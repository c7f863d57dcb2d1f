import { Effect, type Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import { BadResponse, type JobwireError, RedirectRefused, type RedirectRefusedReason } from "../errors.ts";
import type { StreamTimes } from "./http.ts";
import { labelOf, type OpenResponse, openResponse, type Outgoing } from "./open-response.ts";
import type { TotalLimit } from "./total-limit.ts";
import { excerpt, visibleText } from "./visible-text.ts";

/** The limit of redirects per request. */
export const maxRedirects = 5;

/** True for the redirect statuses: 301, 302, 303, 307 and 308. */
export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** A redirect's target without the parts that may contain secrets. */
const shown = (target: URL): string => visibleText(`${target.protocol}//${target.host}${target.pathname}`);

/** The error for a redirect that the client does not follow. Reasons: `cross-origin`, `method`, `too-many`. */
export const redirectRefused = (
  label: string,
  status: number | undefined,
  target: URL,
  reason: Exclude<RedirectRefusedReason, "hidden">,
): RedirectRefused =>
  new RedirectRefused({
    message: `${label}: the server redirects to ${shown(target)}, and the redirect was not followed: ${
      reason === "cross-origin"
        ? "the target is another origin, and credentials stay with the configured one. Set the address to the server's final one"
        : reason === "method"
          ? "only GET follows redirects. Set the address to the server's final one"
          : `there were more than ${maxRedirects} redirects. Check the address and the proxies in between`
    }`,
    reason,
    statusCode: status,
  });

/** The URL in a Location header; a handshake's location may be a `ws:` URL. */
const targetOf = (location: string, from: URL): URL => {
  const target = new URL(new URL(location, from).href.replace(/^ws(?=s?:)/, "http"));
  // A location may contain a user name, which runtimes would turn into an Authorization header.
  target.username = "";
  target.password = "";
  target.hash = "";
  return target;
};

/** The redirect's target, or the error for a missing or invalid location. */
export const redirectTarget = (
  label: string,
  from: URL,
  response: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  scrub: (text: string) => string,
): URL | BadResponse => {
  const location = response.headers["location"];
  try {
    if (location !== undefined) return targetOf(location, from);
  } catch {
    // An invalid location counts as a missing one.
  }
  return new BadResponse({
    message: `${label}: the server redirects (${response.status}) without a usable location${location === undefined ? "" : ` (${excerpt(scrub(location), 80)})`}. Check the address and the proxies in between`,
    reason: "redirect",
    statusCode: response.status,
  });
};

/**
 * Sends the request and follows redirects of a GET within its origin, at most five. Any other redirect fails with
 * `RedirectRefused`: runtimes forward headers such as `x-ray-authorization` to the other origin (seen on Node, Bun and Deno).
 */
export const followRedirects = (
  adapter: Adapter,
  request: Outgoing,
  times: StreamTimes,
  scrub: (text: string) => string,
  total?: TotalLimit,
): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    let current = request;
    for (let followed = 0; ; followed++) {
      const response = yield* openResponse(adapter, current, times, scrub, total);
      if (!isRedirect(response.status)) return response;
      yield* response.discard;
      const label = labelOf(current);
      const target = redirectTarget(label, current.url, response, scrub);
      if (target instanceof BadResponse) return yield* Effect.fail(target);
      const refusal =
        target.origin !== request.url.origin
          ? "cross-origin"
          : request.method !== "GET"
            ? "method"
            : followed === maxRedirects
              ? "too-many"
              : undefined;
      if (refusal !== undefined) return yield* Effect.fail(redirectRefused(label, response.status, target, refusal));
      current = { ...current, url: target };
    }
  });
