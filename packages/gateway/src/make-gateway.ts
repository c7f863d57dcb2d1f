import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import { listRows } from "./api/cluster.ts";
import { deleteJob, getJob, listJobs, stopJob, submitJob, waitForJob } from "./api/jobs.ts";
import { jsonResponse } from "./api/json-response.ts";
import { logDownload, logPosition, logSearch } from "./api/log-reads.ts";
import { logSourceOf } from "./api/log-sources.ts";
import { problemResponse, refusalOf } from "./api/problem.ts";
import { forbidden, notFound, overloaded } from "./api/refusals.ts";
import { type Route, routeOf } from "./api/routes.ts";
import { operationsOf, writes } from "./api/system-operations.ts";
import { ChangesFeed } from "./changes/changes-feed.ts";
import { checkOptions } from "./check-options.ts";
import { authorization } from "./guards/authorization.ts";
import { checkWrite, corsHeaders, preflight } from "./guards/cors.ts";
import { hostCheck } from "./guards/check-host.ts";
import { rateLimit } from "./guards/rate-limit.ts";
import { readBody } from "./guards/read-body.ts";
import { FollowedLogs } from "./log/followed-logs.ts";
import type { Access, Gateway, GatewayOptions, System } from "./options.ts";
import type { SegmentStore } from "./spool/segment-store.ts";
import { SpoolBudget } from "./spool/spool-budget.ts";
import { formatOffset, oneParameter } from "./streams/offset.ts";
import { openLog } from "./streams/open-log.ts";
import { type OpenStream, readRequest, readStream } from "./streams/read-stream.ts";
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
  const run = formatOffset(wallClock());
  const feeds = new Map<string, ChangesFeed>();
  const checkHost = hostCheck(options.hosts);
  const checkRate = rateLimit(options.rate ?? {}, now);
  const authorize = authorization(options);
  let viewers = 0;

  /** Counts a read that stays open. */
  const enterViewer = (): (() => void) => {
    if (viewers >= limits.viewers) throw overloaded("The gateway has as many readers as it may. Try again later");
    viewers += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      viewers -= 1;
    };
  };

  const feedOf = (name: string, system: System): ChangesFeed => {
    const made =
      feeds.get(name) ??
      new ChangesFeed({
        list: (signal) => listJobs(system, new URLSearchParams(), signal),
        pollMs: times.changesMs,
        keepMs: times.keepMs,
        run,
      });
    feeds.set(name, made);
    return made;
  };

  const openChanges = (name: string, system: System): OpenStream => {
    const feed = feedOf(name, system);
    const { view, known, leave } = feed.open();
    return {
      view,
      leave,
      name,
      begin: async ({ offset }, signal) => {
        const until = now() + times.longPollMs;
        for (let seen = view.version(); !known() && now() < until && !signal.aborted; seen = view.version()) {
          await view.changed(seen, until - now(), signal);
        }
        if (offset === undefined || offset === "-1") return "start";
        return offset === "now" ? feed.end : offset;
      },
    };
  };

  const settings = { ...limits, ...times, cache, chunks: makeSseChunks(), now: wallClock };

  const readLog = async (name: string, system: System, route: Route, request: Request): Promise<Response> => {
    const { searchParams: query } = new URL(request.url);
    const id = route.jobId ?? "";
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const operation = route.operation === "events" ? "events" : "log";
    const read = readRequest(request, query);
    const leaveViewers = enterViewer();
    try {
      const source = logSourceOf(name, system, operation, id);
      const key = JSON.stringify([name, operation, id]);
      const opened = openLog(logs, key, () => source, read.start, times.longPollMs, now);
      const leave = (): void => {
        opened.leave();
        leaveViewers();
      };
      if (route.view === "main" && oneParameter(query, "download") !== "1") {
        return await readStream(request, { ...opened, leave }, read, settings, signal);
      }
      let left = false;
      try {
        if (route.view === "position") return jsonResponse(await logPosition(opened, query, signal));
        if (route.view === "search") return jsonResponse(await logSearch(opened, query, signal));
        left = true;
        return await logDownload({ ...opened, leave }, `${name}-${id}`, times.stallMs, signal);
      } finally {
        if (!left) leave();
      }
    } catch (failure) {
      leaveViewers();
      throw failure;
    }
  };

  const readChanges = async (name: string, system: System, request: Request): Promise<Response> => {
    const read = readRequest(request, new URL(request.url).searchParams);
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const leaveViewers = enterViewer();
    const opened = openChanges(name, system);
    const leave = (): void => {
      opened.leave();
      leaveViewers();
    };
    return await readStream(request, { ...opened, leave }, read, settings, signal);
  };

  const listSystems = async (request: Request): Promise<Response> => {
    const shown: Array<unknown> = [];
    let refused: Response | undefined;
    for (const [name, system] of systems) {
      const operations: Array<string> = [];
      for (const operation of operationsOf[system.kind]) {
        try {
          const decision = await authorize(request, { system: name, operation, jobId: null });
          if (decision === true) operations.push(operation);
          else refused ??= decision;
        } catch {
          // What the caller may not do is left out.
        }
      }
      if (operations.length > 0) shown.push({ name, kind: system.kind, operations });
    }
    if (shown.length === 0 && systems.size > 0) {
      if (refused !== undefined) return refused;
      throw forbidden("You may not read any system of this gateway");
    }
    return jsonResponse({ systems: shown });
  };

  const perform = async (name: string, system: System, route: Route, request: Request): Promise<Response> => {
    const { searchParams: query } = new URL(request.url);
    const { operation } = route;
    const id = route.jobId ?? "";
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const { redact } = system;
    switch (operation) {
      case "list":
        return jsonResponse({ jobs: await listJobs(system, query, signal) }, { redact });
      case "get":
        return jsonResponse(await getJob(system, id, query, signal), { redact });
      case "submit": {
        const submitted = await submitJob(system, await readBody(request, limits.bodyBytes));
        const location = `${basePath}/v1/systems/${encodeURIComponent(name)}/jobs/${encodeURIComponent(submitted)}`;
        return jsonResponse({ id: submitted }, { status: 201, headers: { location } });
      }
      case "stop":
        await readBody(request, limits.bodyBytes);
        return jsonResponse(await stopJob(system, id), { redact });
      case "delete":
        await readBody(request, limits.bodyBytes);
        await deleteJob(system, id);
        return new Response(null, { status: 204 });
      case "wait": {
        const leave = enterViewer();
        try {
          const job = await waitForJob(system, id, query, signal, times.longPollMs);
          const headers = { "cache-control": "no-store" };
          return job === undefined ? new Response(null, { status: 204, headers }) : jsonResponse(job, { redact });
        } finally {
          leave();
        }
      }
      case "log":
      case "events":
        return await readLog(name, system, route, request);
      case "changes":
        return await readChanges(name, system, request);
      default:
        return jsonResponse(await listRows(system, operation, query, signal), { redact });
    }
  };

  const respond = async (request: Request): Promise<Response> => {
    checkHost(request);
    const route = routeOf(request, basePath);
    if (request.method === "OPTIONS") return preflight(request, cors);
    checkRate(request);
    if (closing.signal.aborted) throw overloaded("The gateway is closed");
    if (route.system === null) return await listSystems(request);
    const system = systems.get(route.system);
    const { operation, jobId } = route;
    if (system === undefined || !operationsOf[system.kind].includes(operation)) {
      // Asked before the name is looked up, so that names of systems are not found out by guessing.
      const access: Access = { system: route.system, operation, jobId };
      const decision = await authorize(request, access);
      if (decision !== true) return decision;
      throw notFound(
        system === undefined ? "The gateway has no system of this name" : `This system has no ${operation}`,
      );
    }
    const decision = await authorize(request, { system: route.system, operation, jobId });
    if (decision !== true) return decision;
    if (writes.has(operation)) checkWrite(request, cors);
    return await perform(route.system, system, route, request);
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
    Effect.tryPromise({ try: () => respond(request), catch: refusalOf }).pipe(
      Effect.catch((refusal) => Effect.succeed(problemResponse(refusal))),
      Effect.map((response) => finished(request, response)),
      Effect.tap(({ status }) => Effect.annotateCurrentSpan("http.response.status_code", status)),
      // Neither the path nor the query: an id may be private.
      Effect.withSpan("jobwire.gateway.request", {
        kind: "server",
        attributes: { "http.request.method": request.method },
      }),
    );

  const close = async (): Promise<void> => {
    closing.abort();
    for (const feed of feeds.values()) feed.close();
    await logs.close();
    await store.close();
  };

  const { tracer } = options;
  return {
    fetch: (request) =>
      Effect.runPromise(tracer === undefined ? answer(request) : Effect.withTracer(answer(request), tracer)),
    close,
    [Symbol.asyncDispose]: close,
  };
};
