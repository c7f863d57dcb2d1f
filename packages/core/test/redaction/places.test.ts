/** Whatever a server sends back, in any part of a response: no token is in an error, a status, a retry or a span. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Exit, Redacted, Scope, Stream, Tracer } from "effect";
import type { Adapter } from "../../src/adapter.ts";
import { createAgent } from "../../src/agent/create-agent.ts";
import { makeAgent } from "../../src/agent/make-agent.ts";
import { createRay } from "../../src/ray/create-ray.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { createReasoner } from "../../src/reasoner/create-reasoner.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { directAccess, type ReasonerOptions, sql } from "../../src/reasoner/options.ts";
import { token } from "../../src/snowflake/credentials.ts";
import { instantClock } from "../support/instant-clock.ts";
import {
  scriptedAdapter,
  type ScriptedAnswer,
  type ScriptedSocket,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { leakFinder, shownTexts } from "../support/shown-texts.ts";
import { done, failed as sqlFailed } from "../support/scripted-sql.ts";
import { wireJob } from "../support/wire-job.ts";

const secret = "zq7/Xk+W2=pL9-canaryToken";
const user = "uv8-Second_canaryToken";
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const every = (text: string, write: (hex: string) => string): string =>
  Array.from(text, (unit) => write(unit.charCodeAt(0).toString(16).padStart(2, "0"))).join("");

/** A server's echoes of the received headers, and all of them in one text. */
const spelled = [secret, user].flatMap((it) => [
  it,
  json(it).replaceAll("/", "\\/"),
  every(it, (hex) => `\\u00${hex}`),
  encodeURIComponent(it),
  every(it, (hex) => `%${hex}`),
  btoa(`u:${it}`),
  btoa(`id:${it}`),
]);
const echo = `authorization: Bearer ${spelled.join(" ; ")}`;
const find = leakFinder(spelled);

const html = `<html><head><title>Sign in</title></head><body><pre>${echo}</pre></body></html>`;
const id = "0a0a0a0a";
const long = `${"x".repeat(64 * 1024 - 12)}${secret}${"y".repeat(1000)}`;
const native = (): Error => {
  const cause = Object.assign(new Error(`Parse Error: ${echo}`), {
    code: "HPE_INVALID_HEADER_TOKEN",
    data: `HTTP/1.1 200 OK\r\n${echo}`,
    bytes: new TextEncoder().encode(echo),
    nested: new Map([["headers", { [secret]: [user] }]]),
  });
  return new TypeError(`fetch failed: ${secret}`, { cause });
};

const job = (status: string): unknown => ({
  ...wireJob(id, status),
  message: `${echo}\nlast line ${echo}`,
  error_type: secret,
  id,
  state: status,
  abort_reason: echo,
  finished_at: 5,
  type: "SUBMISSION",
});

/** The parts of a response. */
const places: Readonly<Record<string, (request: SeenRequest) => ScriptedAnswer>> = {
  "a page with status 200": () => ({ headers: { "content-type": "text/html" }, body: html }),
  "a text with status 200": () => ({ body: echo }),
  "JSON of another shape": () => ({
    json: { [secret]: [user, echo], data: echo, results: echo, jobs: echo, events: echo },
  }),
  "a list of the wrong things": () => ({ json: [echo, { [user]: secret }] }),
  "rows of the wrong things": () => ({
    json: {
      data: {
        result: { total: 1, num_after_truncation: 1, num_filtered: 1, result: [{ state: [secret], [user]: echo }] },
      },
    },
  }),
  "JSON that breaks off": () => ({ body: `{"logs": "a\\q${secret}", "x": [${JSON.stringify(echo)}` }),
  "401": () => ({ status: 401, body: echo }),
  "403, a page": () => ({ status: 403, headers: { "content-type": "text/html" }, body: html }),
  "404, JSON": () => ({ status: 404, json: { detail: echo, message: echo, error: echo, msg: echo } }),
  "409": () => ({ status: 409, json: { message: echo } }),
  "422, a list of fields": () => ({
    status: 422,
    json: {
      detail: [{ loc: ["body", secret], msg: echo }, { [user]: secret }],
      message: echo,
      code: secret,
      sqlState: user,
    },
  }),
  "422, aborted": () => sqlFailed(`state: aborted {"type": "${secret}"}`),
  "429": () => ({ status: 429, headers: { "retry-after": "1" }, body: echo }),
  "500, a traceback": () => ({
    status: 500,
    body: `Traceback (most recent call last):\n  ${echo}\nValueError: ${echo}\n`,
  }),
  "500, cut at the bound": () => ({ status: 500, body: long }),
  "502": () => ({ status: 502, json: { error: echo } }),
  "a status of none": () => ({ status: 599, body: echo }),
  "a redirect to another origin": () => ({
    status: 302,
    headers: { location: `http://${"other"}.example/${encodeURIComponent(secret)}/${every(user, (hex) => `%${hex}`)}` },
  }),
  "a redirect without a place": () => ({ status: 307, headers: { location: `http://[${secret}` } }),
  "a redirect within the origin": ({ url }) => ({
    status: 302,
    headers: { location: `${url.pathname}/${encodeURIComponent(secret)}` },
  }),
  "an encoding": () => ({ headers: { "content-encoding": secret }, body: echo }),
  "a native failure": () => ({ fault: "unknown", message: `it failed: ${echo}`, cause: native() }),
  "a reset with words": () => ({ fault: "reset", message: echo, cause: native() }),
  "the message of a failed job": ({ url }) =>
    url.pathname.includes("/logs") ? { status: 500, body: echo } : { json: job("FAILED") },
  "the message of a job that goes on": () => ({ json: job("RUNNING") }),
  "a job inside of an object": () => ({ json: { transaction: job("ABORTED"), job: job("ABORTED") } }),
  "the events of an agent": ({ url }) =>
    url.pathname.endsWith("/stream/")
      ? {
          headers: { "content-type": "text/event-stream" },
          body: `event: error\ndata: ${JSON.stringify({ type: "error", message: echo })}\n\n`,
        }
      : url.pathname.endsWith("/logs/")
        ? { status: 503, body: echo }
        : { json: job("RUNNING") },
  "the cells of a result": () =>
    done(
      [
        { name: "ID", type: "fixed" },
        { name: secret, type: user },
      ],
      [[secret, user]],
    ),
  "more cells of a result": () => done([{ name: "EVENTS", type: "text" }], [[echo]]),
  "a statement's handle": () => ({ status: 202, json: { statementHandle: echo, message: echo } }),
};

const sockets: Readonly<Record<string, () => ScriptedSocket>> = {
  "a close's reason": () => ({ steps: [{ closed: 1011, reason: `no: ${secret} ${every(user, (hex) => `%${hex}`)}` }] }),
  "an event": () => ({ steps: [{ frames: [JSON.stringify({ type: "error", message: echo })] }] }),
  "a handshake's answer": () => ({
    fault: "handshake",
    answer: { status: 403, headers: { location: secret }, body: echo },
  }),
  "a handshake's redirect": () => ({
    fault: "handshake",
    answer: { status: 302, headers: { location: `http://other.example/${secret}` }, body: echo },
  }),
  "a handshake's long answer": () => ({
    fault: "handshake",
    answer: { status: 500, headers: {}, body: long.slice(0, 64 * 1024) },
  }),
};

const clients = {
  ray: {
    effects: (adapter: Adapter) =>
      makeRay(adapter, { address: "http://127.0.0.1:8265", token: secret, headers: { "x-user": user } }),
    promises: (adapter: Adapter) =>
      createRay(adapter, {
        address: "http://127.0.0.1:8265",
        token: () => secret,
        headers: { cookie: `a=1; sid="${user}"` },
      }),
  },
  agent: {
    effects: (adapter: Adapter) =>
      makeAgent(adapter, { address: "http://127.0.0.1:1/agents/7", agentToken: secret, userToken: user }),
    promises: (adapter: Adapter) =>
      createAgent(adapter, { address: "http://127.0.0.1:1/", agentToken: () => secret, tenant: Redacted.make(user) }),
  },
  "reasoner by direct access": reasonerClient(
    { backend: directAccess({ address: "http://127.0.0.1:8080", token: secret }) },
    user,
  ),
  "reasoner by sql": reasonerClient(
    { backend: sql({ account: "o-a", address: "http://127.0.0.1:8080", credentials: token(() => secret) }) },
    user,
  ),
} as const;

/** Only one secret travels over these; the redactor remembers the other as an earlier token. */
function reasonerClient(options: ReasonerOptions, other: string) {
  const both = (make: () => string | Promise<string>) => {
    let asked = 0;
    return () => (asked++ === 0 ? other : make());
  };
  const withBoth = (): ReasonerOptions => ({
    retryForMs: 20_000,
    backend:
      options.backend.kind === "sql"
        ? sql({ ...options.backend.options, credentials: token(both(() => secret)) })
        : directAccess({ ...options.backend.options, token: both(() => secret) }),
  });
  return {
    effects: (adapter: Adapter) => makeReasoner(adapter, withBoth()),
    promises: (adapter: Adapter) => createReasoner(adapter, withBoth()),
  };
}

type Operation = (...args: ReadonlyArray<unknown>) => unknown;

/** Ends endless calls, such as the tail of a running job: in real time, since the clock of these tests runs fast. */
const bounded = (effect: Effect.Effect<unknown, unknown>, mostMs = 300): Effect.Effect<unknown, unknown> =>
  Effect.raceFirst(
    Effect.provideService(effect, Clock.Clock, instantClock()),
    Effect.promise(() => new Promise((resolve) => setTimeout(resolve, mostMs))),
  );

/** All functions of a surface, by their path. */
const operationsOf = (surface: object, path = ""): ReadonlyArray<readonly [string, Operation]> =>
  Object.entries(surface).flatMap(([name, value]: [string, unknown]) => {
    const here = path === "" ? name : `${path}.${name}`;
    if (typeof value === "function") return [[here, value as Operation] as const];
    return typeof value === "object" && value !== null ? operationsOf(value, here) : [];
  });

const local = /(?:^|\.)(?:redact|close|handle|handleJson|idOf)$/;

/** Arguments of every kind; a call refuses invalid ones before a request. */
const argumentsOf = (own: object): ReadonlyArray<ReadonlyArray<unknown>> => [
  [own],
  [id, own],
  [[id, "0b0b0b0b"], own],
  [id, { action: "x" }, own],
  [
    { entrypoint: "x", submissionId: id, action: "x", plugin: "p", version: "1", kind: "job", maxConcurrentJobs: 1 },
    own,
  ],
  [{ applications: [{ name: id, import_path: "a:b" }] }, own],
  [{ name: id, import_path: "a:b" }, own],
  [{ name: "p.zip", archive: async () => new Uint8Array([0x50, 0x4b, 5, 6, ...new Uint8Array(18)]) }, own],
  [{ reasonerType: "Logic", id }, own],
  [{ reasonerType: "Prescriptive", id }, own],
  ["Prescriptive", id, {}, own],
  ["gcs://p.zip", own],
  [{ entrypoint: "x", submissionId: id }, own],
  [{ maxConcurrentJobs: 1 }, own],
  [[{ reasonerType: "Logic", id }], own],
];

/** The arguments for a kind of operation that would accept others without their options. */
const scale: ReadonlyArray<unknown> = [id, id, 1, {}];

/** The operations that have an option; `timeoutMs` is everywhere. */
const having: Readonly<Record<string, RegExp>> = {
  include: /^jobs\.(?:get|list|wait|waitAll|result|stop|createReady)$/,
  wait: /^jobs\.stop$/,
  onStatus: /^jobs\.(?:wait|waitAll|result|stop|createReady)$|tail(?:Worker)?Logs$/,
  onRetry: /^jobs\.(?:wait|waitAll|result|stop|createReady|submit)$|^serve\.wait$/,
};
/** The options that the operation has. */
const optionsOf = (system: string, path: string, options: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([name]) => having[name]?.test(path) !== false && (name !== "include" || system.startsWith("reasoner")),
    ),
  );

const exampleAnswers = Object.entries(places);

describe.each(Object.entries(clients))("%s", (system, client) => {
  const hostile = (place: (request: SeenRequest) => ScriptedAnswer, socket?: () => ScriptedSocket) =>
    scriptedAdapter({ request: place, socket: socket ?? (() => ({ fault: "refused" })) });

  const opened = (adapter: Adapter, scope: Scope.Scope): Effect.Effect<object, unknown> =>
    Scope.provide(client.effects(adapter) as Effect.Effect<object, unknown, Scope.Scope>, scope);

  /** The operations, each with the arguments with which it reaches the server. */
  const reaching: Promise<ReadonlyArray<readonly [string, number]>> = (async () => {
    const found: Array<readonly [string, number]> = [];
    const script = hostile(() => ({ status: 403, body: "no" }));
    const scope = Scope.makeUnsafe();
    const surface = await Effect.runPromise(opened(script.adapter, scope));
    for (const [path, operation] of operationsOf(surface)) {
      if (local.test(path)) continue;
      for (const [index, args] of [
        ...argumentsOf(optionsOf(system, path, { include: { events: true } })),
        ...(path.endsWith("scale") ? [scale] : []),
      ].entries()) {
        // Others accept these without their options, and so without an end.
        if (index === 3 && !path.startsWith("plugins.")) continue;
        if (index >= 8 && index <= 10 && !system.startsWith("reasoner")) continue;
        if (index === 10 && !path.includes("create")) continue;
        const before = script.requests.length;
        const asked = operation(...args);
        const effect = Effect.isEffect(asked) ? asked : Stream.runDrain(asked as Stream.Stream<unknown>);
        // Parts of the surface are imported by their first call, which takes seconds on a busy machine.
        await Effect.runPromise(Effect.exit(bounded(effect as Effect.Effect<unknown>, 60_000)));
        if (script.requests.length === before) continue;
        found.push([path, index]);
        break;
      }
    }
    return found;
  })();

  it("reaches the server with every operation", async () => {
    const script = hostile(() => ({ status: 403 }));
    const surface = await Effect.runPromise(opened(script.adapter, Scope.makeUnsafe()));
    const all = operationsOf(surface)
      .map(([path]) => path)
      .filter((path) => !local.test(path));
    const reached = new Set((await reaching).map(([path]) => path));
    assert.deepStrictEqual(
      all.filter((path) => !reached.has(path)),
      [],
    );
  });

  const check = async (script: ReturnType<typeof hostile>, where: string): Promise<void> => {
    const scope = Scope.makeUnsafe();
    const surface = await Effect.runPromise(opened(script.adapter, scope));
    const byPath = new Map(operationsOf(surface));
    const [first] = await reaching;
    // Both secrets must be sent.
    for (let time = 0; time < 2; time++) {
      const asked = byPath.get(first?.[0] ?? "")?.(...(argumentsOf({})[first?.[1] ?? 0] ?? []));
      await Effect.runPromise(Effect.exit(bounded(asked as Effect.Effect<unknown>)));
    }
    const checkOne = async ([path, index]: readonly [string, number]): Promise<void> => {
      const told: Array<unknown> = [];
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options);
          const end = span.end.bind(span);
          span.end = (time, exit) => {
            // The result of a span is data.
            told.push([span.name, [...span.attributes], span.events, Exit.isFailure(exit) ? exit.cause : undefined]);
            end(time, exit);
          };
          return span;
        },
      });
      const own = {
        include: { events: true, ...(index === 8 ? { problems: true, artifacts: true } : {}) },
        timeoutMs: 20_000,
        wait: true,
        onStatus: (status: unknown) => void told.push(status),
        onRetry: (error: unknown) => void told.push(error),
        ...(path.endsWith("tailLogs") ? { timeoutMs: 30_000, wait: undefined, include: undefined } : {}),
      };
      const asked = byPath.get(path)?.(...(argumentsOf(optionsOf(system, path, own))[index] ?? scale));
      const effect = Effect.isEffect(asked) ? asked : Stream.runDrain(asked as Stream.Stream<unknown>);
      const exit = await Effect.runPromise(
        Effect.exit(bounded(Effect.withTracer(effect as Effect.Effect<unknown, unknown>, tracer))),
      );
      // The result of a call is data, except for the failures in it and for a diagnosis, which consists of messages.
      if (Exit.isFailure(exit)) told.push(exit.cause);
      else if (path === "diagnose") told.push(exit.value);
      else for (const it of [exit.value].flat()) told.push((it as { failures?: unknown } | undefined)?.failures);
      const leak = find(told.flatMap(shownTexts));
      if (leak !== undefined) assert.fail(`${system} ${path} shows a token of ${where}: …${leak}…`);
    };
    await Promise.all((await reaching).map(checkOne));
    await Effect.runPromise(Scope.close(scope, Exit.void));
  };

  for (const [name, place] of exampleAnswers) {
    it(`shows no token that comes back in ${name}`, () => check(hostile(place), name), 60_000);
  }
  if (system === "ray" || system === "agent") {
    for (const [name, socket] of Object.entries(sockets)) {
      const running = (request: SeenRequest): ScriptedAnswer =>
        request.url.pathname.includes("/logs") ? { status: 503, body: echo } : { json: job("RUNNING") };
      it(`shows no token that comes back in ${name}`, () => check(hostile(running, socket), name), 60_000);
    }
  }

  it("shows none in promises either", async () => {
    // Responses without a retry: time is real here.
    for (const name of ["a page with status 200", "JSON of another shape", "401", "403, a page"]) {
      const place = places[name] ?? (() => ({}));
      const script = hostile(place);
      const surface = client.promises(script.adapter) as unknown as { readonly close: () => Promise<void> };
      const operations = operationsOf(surface);
      const byPath = new Map(await reaching);
      // Both secrets must be sent.
      const get = new Map(operations).get("jobs.get");
      for (let time = 0; time < 2; time++) await Promise.allSettled([get?.(id), get?.({ reasonerType: "Logic", id })]);
      for (const [path, operation] of operations) {
        if (local.test(path) || /tailLogs|events|wait|result|createReady/.test(path)) continue;
        const fitting = argumentsOf({ timeoutMs: 2_000 })[byPath.get(path) ?? 1] ?? scale;
        for (const args of [fitting]) {
          let failure: unknown;
          try {
            await operation(...args);
          } catch (error) {
            failure = error;
          }
          const leak = find(shownTexts(failure));
          if (leak !== undefined) assert.fail(`${path} shows a token of ${name}: …${leak}…`);
        }
      }
      await surface.close();
    }
  }, 60_000);
});
