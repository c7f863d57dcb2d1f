import { Effect, type Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import { BadResponse, type JobwireError, RedirectRefused, type RedirectRefusedReason } from "../errors.ts";
import type { StreamTimes } from "./http.ts";
import { labelOf, type OpenAnswer, openAnswer, type Outgoing } from "./open-answer.ts";
import type { TotalLimit } from "./total-limit.ts";
import { excerpt, visibleText } from "./visible-text.ts";

/** A redirect is followed at most this often. */
export const mostRedirects = 5;

/** Whether the status points elsewhere. */
export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** Where a redirect points, without what may hold secrets. */
const shown = (target: URL): string => visibleText(`${target.protocol}//${target.host}${target.pathname}`);

/** The error for a redirect that is not followed. Reasons: `cross-origin`, `method`, `too-many`. */
export const redirectRefused = (
  label: string,
  status: number | undefined,
  target: URL,
  reason: Exclude<RedirectRefusedReason, "hidden">,
): RedirectRefused =>
  new RedirectRefused({
    message: `${label}: the server points to ${shown(target)}, which was not followed (${
      reason === "cross-origin"
        ? "another origin; credentials stay with the configured one, so set the address to the real one"
        : reason === "method"
          ? "only GET follows redirects; set the address to the real one"
          : `more than ${mostRedirects} redirects`
    })`,
    reason,
    statusCode: status,
  });

/** The address that a location names, of a handshake, too, for which it may be one of `ws:`. */
const targetOf = (location: string, from: URL): URL => {
  const target = new URL(new URL(location, from).href.replace(/^ws(?=s?:)/, "http"));
  // A location may name a user; runtimes would make an Authorization header of it.
  target.username = "";
  target.password = "";
  target.hash = "";
  return target;
};

/** Where the answer points, or the error that says why that makes no sense. */
export const redirectTarget = (
  label: string,
  from: URL,
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  scrub: (text: string) => string,
): URL | BadResponse => {
  const location = answer.headers["location"];
  try {
    if (location !== undefined) return targetOf(location, from);
  } catch {
    // Falls through: a location that is no URL is as good as none.
  }
  return new BadResponse({
    message: `${label}: a redirect (${answer.status}) without a usable location ${excerpt(scrub(location ?? ""), 80)}`,
    reason: "redirect",
    statusCode: answer.status,
  });
};

/**
 * Sends the request and follows redirects of a GET within its origin, five at most. Any other redirect fails with
 * `RedirectRefused`: runtimes forward headers such as `x-ray-authorization` to the other origin (seen on Node, Bun and Deno).
 */
export const followRedirects = (
  adapter: Adapter,
  request: Outgoing,
  times: StreamTimes,
  scrub: (text: string) => string,
  total?: TotalLimit,
): Effect.Effect<OpenAnswer, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    let current = request;
    for (let followed = 0; ; followed++) {
      const answer = yield* openAnswer(adapter, current, times, scrub, total);
      if (!isRedirect(answer.status)) return answer;
      yield* answer.discard;
      const label = labelOf(current);
      const target = redirectTarget(label, current.url, answer, scrub);
      if (target instanceof BadResponse) return yield* Effect.fail(target);
      const refusal =
        target.origin !== request.url.origin
          ? "cross-origin"
          : request.method !== "GET"
            ? "method"
            : followed === mostRedirects
              ? "too-many"
              : undefined;
      if (refusal !== undefined) return yield* Effect.fail(redirectRefused(label, answer.status, target, refusal));
      current = { ...current, url: target };
    }
  });
