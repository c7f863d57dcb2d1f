import { forbidden } from "../api/refusals.ts";

/** The origins of other sites, and whether they may send cookies. */
export interface CorsOptions {
  readonly origins: ReadonlySet<string>;
  readonly credentials: boolean;
}

const exposed =
  "stream-next-offset, stream-up-to-date, stream-closed, stream-cursor, etag, retry-after, location, content-disposition";

/** True for a page of the server itself: its origin has the host of the request, whatever proxy ends TLS before it. */
const isOwn = (request: Request, origin: string): boolean => {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === (request.headers.get("host") ?? new URL(request.url).host).toLowerCase();
};

/** The headers that let a page of another site read the response; none for other pages. */
export const corsHeaders = (
  request: Request,
  { origins, credentials }: CorsOptions,
): Readonly<Record<string, string>> => {
  const origin = request.headers.get("origin");
  if (origin === null || !origins.has(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": exposed,
    ...(credentials ? { "access-control-allow-credentials": "true" } : {}),
  };
};

/** The response of a preflight. Pages of other origins than the configured ones get 403. */
export const preflight = (request: Request, options: CorsOptions): Response => {
  const origin = request.headers.get("origin");
  if (origin !== null && !options.origins.has(origin) && !isOwn(request, origin)) {
    throw forbidden("Pages of this origin may not use the gateway. Its option origins lists those that may");
  }
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, HEAD, POST, DELETE",
      "access-control-allow-headers": "authorization, content-type, if-none-match, last-event-id",
      "access-control-max-age": "600",
      vary: "origin",
    },
  });
};

/** Refuses a write that a page of another site sends: browsers add cookies to it, whoever wrote the page. */
export const checkWrite = (request: Request, { origins }: CorsOptions): void => {
  const origin = request.headers.get("origin");
  if (origin !== null && origins.has(origin)) return;
  const site = request.headers.get("sec-fetch-site");
  const foreign = origin !== null && !isOwn(request, origin);
  if (foreign || (site !== null && site !== "same-origin" && site !== "none")) {
    throw forbidden(
      "A page of another site may not change anything. The gateway's option origins lists pages that may",
    );
  }
};
