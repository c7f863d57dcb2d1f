import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import {
  BadResponse,
  type JobwireError,
  RedirectRefused,
  type RedirectRefusedReason,
  type Unauthorized,
} from "../errors.ts";
import type { BaseUrl } from "./base-url.ts";
import type { StreamTimes } from "./http.ts";
import { labelOf, type OpenResponse, openResponse, type Outgoing } from "./open-response.ts";
import { isSignInTarget } from "./proxy/sign-in.ts";
import { signInRedirect } from "./proxy/sign-in-error.ts";
import { withoutEnding } from "./text-parts.ts";
import type { TotalLimit } from "./total-limit.ts";
import { excerpt, visibleText } from "./visible-text.ts";

/** The limit of redirects per request. */
export const maxRedirects = 5;

/** True for the redirect statuses: 301, 302, 303, 307 and 308. */
export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** A redirect's target without the parts that may contain secrets. */
const shown = (target: URL): string => visibleText(`${target.protocol}//${target.host}${target.pathname}`);

/** The parts of the client's address that a redirect is compared with. */
export type RedirectBase = Pick<BaseUrl, "prefix">;

const withoutSlash = (path: string): string => withoutEnding(path, "/");

/**
 * The address to configure when the target is the same request at another one of the same host, such as https for http or another
 * path prefix; undefined for any other target.
 */
const movedAddress = (from: URL, target: URL, { prefix }: RedirectBase): string | undefined => {
  if (target.hostname !== from.hostname) return undefined;
  const asked = withoutSlash(from.pathname.slice(prefix.length));
  const path = withoutSlash(target.pathname);
  return path.endsWith(asked) ? target.origin + withoutSlash(path.slice(0, path.length - asked.length)) : undefined;
};

const causes: Readonly<Record<Exclude<RedirectRefusedReason, "hidden">, string>> = {
  "cross-origin": "the target is another origin, and credentials stay with the configured one",
  method: "only GET follows redirects",
  "too-many": `there were more than ${maxRedirects} redirects`,
};

/**
 * The error for a redirect that the client does not follow: `Unauthorized` (reason `sign-in`) for a redirect to a sign-in, otherwise
 * `RedirectRefused` (reasons `cross-origin`, `method`, `too-many`).
 */
export const redirectRefused = (
  label: string,
  status: number | undefined,
  { from, target, base }: { readonly from: URL; readonly target: URL; readonly base: RedirectBase },
  reason: Exclude<RedirectRefusedReason, "hidden">,
): RedirectRefused | Unauthorized => {
  if (isSignInTarget(target, from)) return signInRedirect(label, status, shown(target));
  const moved = reason === "too-many" ? undefined : movedAddress(from, target, base);
  const advice =
    moved !== undefined
      ? `Set the address to ${visibleText(moved)}`
      : reason === "too-many"
        ? "Check the address and the proxies in between"
        : "Set the address to the server's final one";
  return new RedirectRefused({
    message: `${label}: the server redirects to ${shown(target)}, and the redirect was not followed: ${causes[reason]}. ${advice}`,
    reason,
    statusCode: status,
  });
};

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
 * `RedirectRefused`: runtimes forward headers such as `x-ray-authorization` to the other origin (seen on Node, Bun and Deno). A redirect
 * to a sign-in fails with `Unauthorized` (reason `sign-in`) on any origin.
 */
export const followRedirects = (
  adapter: Adapter,
  request: Outgoing,
  times: StreamTimes,
  scrub: (text: string) => string,
  base: RedirectBase,
  total?: TotalLimit,
): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    let current = request;
    for (let followed = 0; ; followed++) {
      const response = yield* openResponse(adapter, current, times, scrub, total);
      if (!isRedirect(response.status)) return followed === 0 ? response : { ...response, redirected: true };
      yield* response.discard;
      const label = labelOf(current);
      const target = redirectTarget(label, current.url, response, scrub);
      if (target instanceof BadResponse) return yield* Effect.fail(target);
      const from = current.url;
      const refusal =
        target.origin !== request.url.origin
          ? "cross-origin"
          : request.method !== "GET"
            ? "method"
            : followed === maxRedirects
              ? "too-many"
              : undefined;
      if (refusal !== undefined || isSignInTarget(target, from)) {
        const refused = redirectRefused(label, response.status, { from, target, base }, refusal ?? "method");
        return yield* Effect.fail(refused);
      }
      current = { ...current, url: target };
    }
  });
