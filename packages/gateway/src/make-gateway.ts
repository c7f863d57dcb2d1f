import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import { listSystems } from "./api/list-systems.ts";
import { perform } from "./api/perform.ts";
import { problemResponse, refusalOf } from "./api/problem.ts";
import { notFound, overloaded } from "./api/refusals.ts";
import { routeOf } from "./api/routes.ts";
import { operationsOf, writes } from "./api/system-operations.ts";
import { changesFeeds } from "./changes/open-changes.ts";
import { checkOptions } from "./check-options.ts";
import { authorization } from "./guards/authorization.ts";
import { hostCheck } from "./guards/check-host.ts";
import { checkWrite, corsHeaders, preflight } from "./guards/cors.ts";
import { rateLimit } from "./guards/rate-limit.ts";
import { viewerLimit } from "./guards/viewer-limit.ts";
import { FollowedLogs } from "./log/followed-logs.ts";
import type { Gateway, GatewayOptions } from "./options.ts";
import type { SegmentStore } from "./spool/segment-store.ts";
import { SpoolBudget } from "./spool/spool-budget.ts";
import { formatOffset } from "./streams/format-offset.ts";
import { makeSseChunks } from "./streams/sse-chunk.ts";

/** How many evicted parts of logs are read again at once. */
const rereadsAtOnce = 4;
/** The headers of every response: nothing of it is ever a page, a script or an image of another site. */
const safeHeaders = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "referrer-policy": "no-referrer",
};

/** Makes a gateway whose logs are kept in a store. */
export const makeGateway = (options: GatewayOptions, store: SegmentStore): Gateway => {
  const { systems, basePath, cors, limits, times, cache } = checkOptions(options, store);
  const now = (): number => performance.now();
  const wallClock = (): number => Date.now();
  const closing = new AbortController();
  const rereads = Semaphore.makeUnsafe(rereadsAtOnce);
  const logs = new FollowedLogs({
    maxLogs: limits.logs,
    keepMs: times.keepMs,
    spool: {
      store,
      budget: new SpoolBudget(limits.spoolBytes),
      inTurn: (read) =>
        Effect.runPromise(rereads.withPermit(Effect.tryPromise({ try: read, catch: (error) => error }))),
    },
  });
  const changes = changesFeeds({ ...times, run: formatOffset(wallClock()), now });
  const operations = {
    logs,
    changes,
    basePath,
    bodyBytes: limits.bodyBytes,
    settings: { ...limits, ...times, cache, chunks: makeSseChunks(), now: wallClock },
    enterViewer: viewerLimit(limits.viewers),
    now,
  };
  const checkHost = hostCheck(options.hosts);
  const checkRate = rateLimit(options.rate ?? {}, now);
  const authorize = authorization(options);

  const respond = async (request: Request, onRoute: (template: string) => void): Promise<Response> => {
    checkHost(request);
    const route = routeOf(request, basePath);
    onRoute(route.template);
    if (request.method === "OPTIONS") return preflight(request, cors);
    checkRate(request);
    if (closing.signal.aborted) throw overloaded("The gateway is closed");
    if (route.system === null) return await listSystems(systems, (access) => authorize(request, access));
    const { system: name, operation, jobId } = route;
    // Before the name is looked up, so that nobody finds out names of systems by guessing.
    const decision = await authorize(request, { system: name, operation, jobId });
    if (decision !== true) return decision;
    const system = systems.get(name);
    if (system === undefined) throw notFound("The gateway has no system of this name");
    if (!operationsOf[system.kind].includes(operation)) throw notFound(`This system has no ${operation}`);
    if (writes.has(operation)) checkWrite(request, cors);
    return await perform(operations, name, system, route, request, AbortSignal.any([request.signal, closing.signal]));
  };

  /** The response with the headers that all have; HEAD has no body. */
  const finished = (request: Request, response: Response): Response => {
    const headers = new Headers(response.headers);
    for (const [header, value] of Object.entries({ ...safeHeaders, ...corsHeaders(request, cors) })) {
      headers.set(header, value);
    }
    const { status } = response;
    const bodyless = request.method === "HEAD" || status === 204 || status === 304;
    return new Response(bodyless ? null : response.body, { status, headers });
  };

  const answer = (request: Request): Effect.Effect<Response> =>
    Effect.suspend(() => {
      // Neither the path nor the query: an id may be private.
      const attributes: Record<string, unknown> = {};
      const onRoute = (template: string): void => {
        attributes["http.route"] = template;
      };
      return Effect.tryPromise({ try: () => respond(request, onRoute), catch: refusalOf }).pipe(
        Effect.catch((refusal) => {
          attributes["error.type"] = refusal.error._tag;
          return Effect.succeed(problemResponse(refusal));
        }),
        Effect.map((response) => finished(request, response)),
        Effect.tap(({ status }) => Effect.annotateCurrentSpan({ ...attributes, "http.response.status_code": status })),
      );
    }).pipe(
      Effect.withSpan("jobwire.gateway.request", {
        kind: "server",
        attributes: { "http.request.method": request.method },
      }),
    );

  const close = async (): Promise<void> => {
    closing.abort();
    changes.close();
    await logs.close();
  };

  const { tracer } = options;
  return {
    fetch: (request) =>
      Effect.runPromise(tracer === undefined ? answer(request) : Effect.withTracer(answer(request), tracer)),
    close,
    [Symbol.asyncDispose]: close,
  };
};
