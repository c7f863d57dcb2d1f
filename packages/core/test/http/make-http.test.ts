import { assert, describe, it } from "@effect/vitest";
import { Effect, Exit, Fiber, Redacted, Scope } from "effect";
import { TestClock } from "effect/testing";
import { InvalidRequest, type JobwireError } from "../../src/errors.ts";
import type { Http } from "../../src/http/http.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import type { TokenProvider } from "../../src/http/token-provider.ts";
import type { TokenRequest } from "../../src/http/token-source.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { version } from "../../src/version.ts";
import {
  type BodyStep,
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
} from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";

const httpOver = (
  answer: (index: number, url: URL) => ScriptedAnswer,
  options: Partial<HttpOptions> = {},
): { readonly http: Http; readonly script: ScriptedAdapter } => {
  const script = scriptedAdapter({ request: ({ url }, index) => answer(index, url) });
  return { http: makeHttp(script.adapter, { baseUrl: address, describe: describeRay, ...options }), script };
};

const get = (http: Http, path = "/api/version", base = address): Effect.Effect<string, JobwireError> =>
  Effect.flatMap(http.send(new Request(base + path)), (response) => Effect.promise(() => response.text()));

const streamAll = (http: Http, path = "/api/v0/logs/file?lines=1"): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const answer = yield* http.stream(path, { headMs: 1000, idleMs: 1000 });
    let text = "";
    for (;;) {
      const piece = yield* answer.pull;
      if (piece === undefined) return text;
      text += new TextDecoder().decode(piece);
    }
  }).pipe(Effect.scoped);

describe("the user agent", () => {
  it.effect("names this package and the runtime, unless the caller or the runtime has one of its own", () =>
    Effect.gen(function* () {
      const own = httpOver(() => ({ body: "{}" }));
      yield* get(own.http);
      yield* own.http.stream("/api/version", { headMs: 1000, idleMs: 1000 }).pipe(Effect.scoped);
      const sent = own.script.requests.map(({ headers }) => headers["user-agent"]);
      assert.deepStrictEqual(
        sent,
        Array.from({ length: 2 }, () => `jobwire/${version} script/1`),
      );
      const configured = httpOver(() => ({ body: "{}" }), { headers: { "User-Agent": "mine/2" } });
      yield* get(configured.http);
      assert.strictEqual(configured.script.requests[0]?.headers["user-agent"], "mine/2");
      const page = scriptedAdapter({
        request: () => ({ body: "{}" }),
        capabilities: { forcedRequestHeaders: ["user-agent"] },
      });
      yield* get(makeHttp(page.adapter, { baseUrl: address, describe: describeRay }));
      assert.notProperty(page.requests[0]?.headers, "user-agent");
    }),
  );

  it.effect("stays on a followed redirect, and has no character that a product name cannot have", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({
        request: ({ url }) =>
          url.pathname === "/api/version" ? { status: 302, headers: { location: "/moved" } } : { body: "{}" },
      });
      const runtime = { ...script.adapter.runtime, name: "my runtime", version: "1.0 (beta)\r\n" };
      yield* get(makeHttp({ ...script.adapter, runtime }, { baseUrl: address, describe: describeRay }));
      assert.deepStrictEqual(
        script.requests.map(({ headers }) => headers["user-agent"]),
        Array.from({ length: 2 }, () => `jobwire/${version} my-runtime/1.0-beta-`),
      );
    }),
  );
});

describe("credentials", () => {
  it.effect("are in every request, in the configured header", () =>
    Effect.gen(function* () {
      for (const token of ["tok-12345", Redacted.make("tok-12345"), () => "tok-12345", async () => "tok-12345"]) {
        const { http, script } = httpOver(() => ({ body: "{}" }), {
          token,
          tokenHeader: "x-ray-authorization",
          headers: { Authorization: "Basic proxy-secret" },
        });
        yield* get(http);
        assert.strictEqual(script.requests[0]?.headers["x-ray-authorization"], "Bearer tok-12345");
        assert.strictEqual(script.requests[0]?.headers["authorization"], "Basic proxy-secret");
        assert.strictEqual(script.requests[0]?.headers["accept-encoding"], "identity");
      }
    }),
  );

  it.each([
    ["a line break in a header", { headers: { "x-a": "1\r\nx-b: 2" } }],
    ["a NUL in a header", { headers: { "x-a": "1\u0000" } }],
    ["a character outside Latin-1", { headers: { "x-a": "한" } }],
    ["a header name with a space", { headers: { "x a": "1" } }],
    ["a header of the connection", { headers: { Host: "elsewhere" } }],
    ["the same header twice", { headers: { "X-A": "1", "x-a": "2" } }],
    ["a line break in a token", { token: "a\nb" }],
    ["an empty token", { token: " " }],
    ["a token and an authorization header", { token: "abcd", headers: { authorization: "x" } }],
    ["a token over plain http", { token: "hunter2-hunter2", baseUrl: "http://ray.example:8265" }],
    ["headers over plain http", { headers: { "x-a": "hunter2-hunter2" }, baseUrl: "http://10.0.0.1" }],
    ["a time limit of zero", { timeouts: { connectMs: 0 } }],
    ["a time limit that is no number", { timeouts: { idleMs: Number.NaN } }],
  ] satisfies ReadonlyArray<readonly [string, Partial<HttpOptions>]>)(
    "refuses %s before anything is sent",
    (_, options) => {
      try {
        httpOver(() => ({}), options);
      } catch (error) {
        assert.instanceOf(error, InvalidRequest);
        assert.strictEqual((error as InvalidRequest).reason, "local");
        assert.notInclude((error as InvalidRequest).message, "hunter2");
        return;
      }
      assert.fail("nothing was thrown");
    },
  );

  it("allows a token over https, and over plain http if the options allow it", () => {
    httpOver(() => ({}), { token: "abcd", baseUrl: "http://ray.example", allowInsecureToken: true });
    httpOver(() => ({}), { token: "abcd", baseUrl: "https://ray.example" });
  });

  it.effect(
    "a token function that fails, hangs or returns an invalid token is a typed error, and nothing is sent",
    () =>
      Effect.gen(function* () {
        const failing = httpOver(() => ({}), { token: () => Promise.reject(new Error("vault closed")) });
        const error = yield* Effect.flip(get(failing.http));
        assert.strictEqual(error._tag, "InvalidRequest");
        assert.strictEqual((error.cause as Error).message, "vault closed");
        const nonsense = httpOver(() => ({}), { token: () => "a\r\nb" });
        assert.strictEqual((yield* Effect.flip(get(nonsense.http)))._tag, "InvalidRequest");
        const hanging = httpOver(() => ({}), { token: () => new Promise(() => undefined) });
        const fiber = yield* Effect.forkChild(Effect.flip(get(hanging.http)));
        yield* TestClock.adjust("10 seconds");
        assert.strictEqual((yield* Fiber.join(fiber))._tag, "Timeout");
        assert.deepStrictEqual(
          [failing, nonsense, hanging].map(({ script }) => script.requests.length),
          [0, 0, 0],
        );
      }),
  );

  it.effect("are renewed once on a 401, by a function or a provider, and then the request is sent again", () =>
    Effect.gen(function* () {
      const given = ["old-token", "new-token", "newest-token"];
      const fromFunction = (): string => given.shift() ?? "none";
      let current = Redacted.make("old-token");
      const provider: TokenProvider = {
        token: Effect.sync(() => current),
        renew: (refused) =>
          Effect.sync(() => {
            if (refused === current) current = Redacted.make("new-token");
            return true;
          }),
      };
      for (const token of [fromFunction, provider]) {
        const { http, script } = httpOver(
          (index) => (index === 0 ? { status: 401, body: "expired" } : { body: "{}" }),
          { token, tokenValue: (text) => `Snowflake Token="${text}"` },
        );
        yield* get(http);
        assert.deepStrictEqual(
          script.requests.map(({ headers }) => headers["authorization"]),
          ['Snowflake Token="old-token"', 'Snowflake Token="new-token"'],
        );
      }
      const refusing = httpOver(() => ({ status: 401 }), { token: { ...provider } });
      assert.strictEqual((yield* Effect.flip(get(refusing.http)))._tag, "Unauthorized");
      assert.lengthOf(refusing.script.requests, 2);
    }),
  );

  it.effect("a token function learns which token the server refused, and gets two more tries at most", () =>
    Effect.gen(function* () {
      const refusals: Array<string | undefined> = [];
      const token = ({ refused }: TokenRequest): string => {
        refusals.push(refused);
        return `token-${refusals.length}`;
      };
      const { http, script } = httpOver(() => ({ status: 401 }), { token });
      assert.strictEqual((yield* Effect.flip(get(http)))._tag, "Unauthorized");
      assert.deepStrictEqual(refusals, [undefined, "token-1", "token-2"]);
      assert.lengthOf(script.requests, 3);
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("are renewed after a 403 for the token itself, and a write is sent again, too", () =>
    Effect.gen(function* () {
      const stale = "Forbidden: Invalid authentication token";
      const { http, script } = httpOver((index) => (index === 0 ? { status: 403, body: stale } : { body: "{}" }), {
        token: ({ refused }) => (refused === undefined ? "old-token" : "new-token"),
        isTokenRefusal: (text) => text === stale,
      });
      yield* http.send(new Request(`${address}/api/jobs/`, { method: "POST", body: '{"a":1}' }));
      assert.deepStrictEqual(
        script.requests.map(({ headers, body }) => [headers["authorization"], body]),
        [
          ["Bearer old-token", '{"a":1}'],
          ["Bearer new-token", '{"a":1}'],
        ],
      );
    }),
  );

  it.effect("are not renewed when the proxy demands a client certificate", () =>
    Effect.gen(function* () {
      const body = "<html><title>400 No required SSL certificate was sent</title></html>";
      let asked = 0;
      const { http, script } = httpOver(() => ({ status: 400, body }), { token: () => `token-${++asked}` });
      const error = yield* Effect.flip(get(http));
      assert.deepStrictEqual([error._tag, error.reason], ["Unauthorized", "client-certificate"]);
      assert.deepStrictEqual([script.requests.length, asked], [1, 1]);
    }),
  );

  it.effect("a renewed token is a secret before the client sends it", () =>
    Effect.gen(function* () {
      const { http } = httpOver(
        (index) => (index === 0 ? { status: 401 } : { status: 500, body: "you sent new-token" }),
        {
          token: ({ refused }) => (refused === undefined ? "old-token" : "new-token"),
        },
      );
      const error = yield* Effect.flip(get(http));
      assert.include(error.message, "you sent <redacted>");
      assert.notInclude(everything(error), "new-token");
    }),
  );

  it.effect("the signal of a token function aborts with the request", () =>
    Effect.gen(function* () {
      let seen: AbortSignal | undefined;
      const { http } = httpOver(() => ({}), {
        token: ({ signal }) => {
          seen = signal;
          return new Promise(() => undefined);
        },
      });
      const fiber = yield* Effect.forkChild(get(http));
      while (seen === undefined) yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      assert.isFalse(seen.aborted);
      yield* Fiber.interrupt(fiber);
      assert.isTrue(seen.aborted);
    }),
  );

  it.effect("are not renewed after any other response", () =>
    Effect.gen(function* () {
      for (const status of [200, 403, 500]) {
        let tokens = 0;
        const { http, script } = httpOver(() => ({ status, body: "x" }), {
          token: () => `tok-${++tokens}`,
          isTokenRefusal: (text) => text === "y",
        });
        yield* Effect.exit(get(http));
        assert.deepStrictEqual([script.requests.length, tokens], [1, 1]);
      }
    }),
  );

  it.effect("are not sent again after a 401 when there is no other token", () =>
    Effect.gen(function* () {
      const fixed: TokenProvider = {
        token: Effect.succeed(Redacted.make("only-token")),
        renew: () => Effect.succeed(false),
      };
      for (const token of ["only-token", () => "only-token", fixed]) {
        const { http, script } = httpOver(() => ({ status: 401 }), { token });
        assert.strictEqual((yield* Effect.flip(get(http)))._tag, "Unauthorized");
        assert.lengthOf(script.requests, 1);
      }
    }),
  );

  it.effect("never appear in an error, whatever the server or the runtime echoes", () =>
    Effect.gen(function* () {
      const secret = 'tok/en+"se"cret';
      const proxySecret = "dXNlcjpwYXNzd29yZA==";
      const echo = `you sent ${secret} and Basic ${proxySecret} and ${encodeURIComponent(secret)} and ${JSON.stringify(secret)}`;
      const answers: ReadonlyArray<ScriptedAnswer> = [
        { status: 400, body: echo },
        { status: 401, body: echo },
        { status: 500, body: `Traceback\nRuntimeError: ${echo}\n.` },
        { status: 418, body: `<html>${echo}` },
        { status: 302, headers: { location: `http://other.example/?token=${secret}` } },
        { status: 302, headers: { location: `http://[${secret}` } },
        { fault: "unknown", message: echo, cause: new Error("inner", { cause: new Error(echo) }) },
        { fault: "tls", message: echo },
      ];
      for (const answer of answers) {
        const { http } = httpOver(() => answer, {
          token: secret,
          tokenHeader: "x-ray-authorization",
          headers: { authorization: `Basic ${proxySecret}` },
        });
        const error = yield* Effect.flip(get(http));
        const shown = everything(error);
        for (const hidden of [secret, proxySecret, encodeURIComponent(secret), "Basic dXNl"]) {
          assert.notInclude(shown, hidden, `${error._tag} of ${JSON.stringify(answer)}`);
        }
      }
    }),
  );
});

/** All text that a logger could find in an error: message, stack, own fields, causes, JSON. */
const everything = (error: unknown, depth = 0): string => {
  if (depth > 8 || typeof error !== "object" || error === null) return String(error);
  const parts = [JSON.stringify(error)];
  for (const key of Reflect.ownKeys(error))
    parts.push(everything((error as Record<PropertyKey, unknown>)[key], depth + 1));
  return parts.join("\n");
};

describe("redirects", () => {
  it.effect("of a GET are followed within the origin, at most five", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver((index) =>
        index < 5 ? { status: 307, headers: { location: `/hop${index}?a=1#b` } } : { body: "there" },
      );
      assert.strictEqual(yield* get(http), "there");
      assert.deepStrictEqual(
        script.requests.map(({ url }) => url.pathname + url.search),
        ["/api/version", "/hop0?a=1", "/hop1?a=1", "/hop2?a=1", "/hop3?a=1", "/hop4?a=1"],
      );
      assert.strictEqual(script.open(), 0);
      const endless = httpOver(() => ({ status: 302, headers: { location: "/again" } }));
      const error = yield* Effect.flip(get(endless.http));
      assert.deepStrictEqual(
        [error._tag, error.reason, endless.script.requests.length],
        ["RedirectRefused", "too-many", 6],
      );
      assert.strictEqual(endless.script.open(), 0);
    }),
  );

  it.effect("to another origin are refused, and nothing is sent there", () =>
    Effect.gen(function* () {
      for (const location of [
        "http://other.example/x?secret=1",
        "https://127.0.0.1:8265/",
        "http://127.0.0.1:8266/",
        "//other.example/",
      ]) {
        const { http, script } = httpOver(() => ({ status: 301, headers: { location } }), { token: "abcd" });
        const error = yield* Effect.flip(get(http));
        assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["RedirectRefused", "cross-origin", 301]);
        assert.notInclude(error.message, "secret");
        assert.strictEqual(script.requests.length, 1);
      }
    }),
  );

  it.effect("of a write are refused", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({ status: 307, headers: { location: "/elsewhere" } }));
      const error = yield* Effect.flip(http.send(new Request(`${address}/api/jobs/`, { method: "POST", body: "{}" })));
      assert.deepStrictEqual([error._tag, error.reason, script.requests.length], ["RedirectRefused", "method", 1]);
    }),
  );

  it.effect("ignore a user name in the location", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver((index) =>
        index === 0 ? { status: 302, headers: { location: "http://me:pw@127.0.0.1:8265/x" } } : { body: "ok" },
      );
      yield* get(http);
      assert.strictEqual(script.requests[1]?.url.href, "http://127.0.0.1:8265/x");
    }),
  );

  it.effect("without a location are a bad response", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(get(httpOver(() => ({ status: 302 })).http)))._tag, "BadResponse");
    }),
  );
});

describe("responses", () => {
  it.effect("are read whole, with the path prefix kept and the body sent", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(
        () => ({ body: ["{", '"a":', "1}"], headers: { "content-type": "application/json" } }),
        {
          baseUrl: `${address}/proxy/`,
        },
      );
      const response = yield* http.send(
        new Request(`${http.baseUrl}/api/jobs/`, {
          method: "POST",
          body: "{}",
          headers: { "content-type": "application/json" },
        }),
      );
      assert.deepStrictEqual(yield* Effect.promise(() => response.json()), { a: 1 });
      assert.deepInclude(script.requests[0], { method: "POST", body: "{}" });
      assert.strictEqual(script.requests[0]?.url.href, `${address}/proxy/api/jobs/`);
      assert.strictEqual(script.requests[0]?.headers["content-type"], "application/json");
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("over 64 MiB are dropped as soon as that is known", () =>
    Effect.gen(function* () {
      const megabyte = new Uint8Array(1024 * 1024);
      const { http, script } = httpOver(() => ({ body: Array.from({ length: 100 }, () => megabyte) }));
      const error = yield* Effect.flip(get(http));
      assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "too-large"]);
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("of errors are read to 64 KiB and closed", () =>
    Effect.gen(function* () {
      const piece = "x".repeat(40_000);
      for (const ask of [get, streamAll]) {
        const { http, script } = httpOver(() => ({ status: 500, body: [piece, piece, { silence: true }] }));
        const error = yield* Effect.flip(ask(http));
        assert.deepStrictEqual([error._tag, error.serverText?.length], ["ServerError", 65_536]);
        assert.strictEqual(script.open(), 0);
      }
    }),
  );

  it.effect("that are cut, silent or compressed fail and leave nothing open", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [ScriptedAnswer, string, string]> = [
        [{ fault: "refused" }, "ConnectionFailed", "refused"],
        [{ fault: "unresolved" }, "ConnectionFailed", "unresolved"],
        [{ body: ["ab", { cut: "truncated" }] }, "ConnectionFailed", "truncated"],
        [{ body: ["ab", { cut: "reset" }] }, "ConnectionFailed", "reset"],
        [{ silence: true }, "Timeout", "connect"],
        [{ body: ["ab", { silence: true }] }, "Timeout", "idle"],
        [{ body: "ab", headers: { "content-encoding": "gzip" } }, "BadResponse", "encoding"],
      ];
      for (const [answer, tag, reason] of cases) {
        for (const ask of [get, streamAll]) {
          const { http, script } = httpOver(() => answer);
          const fiber = yield* Effect.forkChild(Effect.flip(ask(http)));
          yield* TestClock.adjust("31 seconds");
          const error = yield* Fiber.join(fiber);
          assert.deepStrictEqual([error._tag, error.reason], [tag, reason]);
          assert.include(error.message, address);
          assert.strictEqual(script.open(), 0, JSON.stringify(answer));
        }
      }
    }),
  );

  it.effect("to another origin than the client's are never requested", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({}), { token: "abcd" });
      const error = yield* Effect.flip(get(http, "/", "http://127.0.0.1:1"));
      assert.deepStrictEqual([error._tag, script.requests.length], ["InvalidRequest", 0]);
    }),
  );

  it.effect("on a closed kept-alive connection are requested once more at once, but only reads", () =>
    Effect.gen(function* () {
      const stale = { fault: "reset", reusedConnection: true } as const;
      const read = httpOver((index) => (index === 0 ? stale : { body: "ok" }));
      assert.strictEqual(yield* get(read.http), "ok");
      const dead = httpOver(() => stale);
      assert.strictEqual((yield* Effect.flip(get(dead.http)))._tag, "ConnectionFailed");
      assert.strictEqual(dead.script.requests.length, 2);
      const write = httpOver(() => stale);
      yield* Effect.flip(write.http.send(new Request(`${address}/api/jobs/`, { method: "POST", body: "{}" })));
      assert.strictEqual(write.script.requests.length, 1);
    }),
  );
});

describe("streams", () => {
  it.effect("return the pieces as they arrive and the proper end", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({ body: ["a", "b", "c"] }));
      assert.strictEqual(yield* streamAll(http), "abc");
      assert.strictEqual(script.requests[0]?.method, "GET");
      assert.strictEqual(script.requests[0]?.url.search, "?lines=1");
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("lose nothing when a pull is interrupted", () =>
    Effect.gen(function* () {
      let release: (() => void) | undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      const script = scriptedAdapter({ request: () => ({ body: ["a", "b"] }) });
      const slow: typeof script.adapter = {
        ...script.adapter,
        request: async (request) => {
          const answer = await script.adapter.request(request);
          const body = async function* (): AsyncIterable<Uint8Array> {
            await gate;
            yield* answer.body;
          };
          return { ...answer, body: body() };
        },
      };
      const http = makeHttp(slow, { baseUrl: address, describe: describeRay });
      const answer = yield* http.stream("/x", { headMs: 1000, idleMs: 60_000 });
      const first = yield* Effect.forkChild(answer.pull);
      yield* TestClock.adjust("1 second");
      yield* Fiber.interrupt(first);
      const second = yield* Effect.forkChild(answer.pull);
      yield* TestClock.adjust("1 second");
      release?.();
      const got = [yield* Fiber.join(second), yield* answer.pull, yield* answer.pull];
      assert.deepStrictEqual(
        got.map((piece) => (piece === undefined ? undefined : new TextDecoder().decode(piece))),
        ["a", "b", undefined],
      );
    }).pipe(Effect.scoped),
  );

  it.effect("that may wait longer for their head than others get that much more time in total, unless it was set", () =>
    Effect.gen(function* () {
      for (const [requestMs, reason, afterMs] of [
        [undefined, "connect", 120_000],
        [60_000, "request", 60_000],
      ] as const) {
        const { http } = httpOver(() => ({ silence: true }), { timeouts: { requestMs } });
        const fiber = yield* Effect.forkChild(
          Effect.flip(Effect.scoped(http.stream("/x", { headMs: 120_000, idleMs: 1000 }))),
        );
        yield* TestClock.adjust(afterMs - 1);
        assert.isUndefined(fiber.pollUnsafe());
        yield* TestClock.adjust(1);
        assert.deepInclude(yield* Fiber.join(fiber), { _tag: "Timeout", reason });
      }
    }),
  );

  it.effect("without a response in time are ended at once, not when the caller's scope closes", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({ silence: true }));
      const fiber = yield* Effect.forkChild(Effect.flip(http.stream("/x", { headMs: 1000, idleMs: 1000 })));
      yield* TestClock.adjust("1 second");
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Timeout");
      assert.strictEqual(script.open(), 0);
    }).pipe(Effect.scoped),
  );

  it.effect("are destroyed when their scope closes or their reader is interrupted", () =>
    Effect.gen(function* () {
      const stuck: ReadonlyArray<ScriptedAnswer> = [
        { silence: true },
        { body: ["a", { silence: true }] satisfies Array<BodyStep> },
      ];
      for (const answer of stuck) {
        const { http, script } = httpOver(() => answer);
        const fiber = yield* Effect.forkChild(streamAll(http));
        yield* TestClock.adjust("10 millis");
        assert.strictEqual(script.open(), 1);
        yield* Fiber.interrupt(fiber);
        assert.strictEqual(script.open(), 0);
      }
      const { http, script } = httpOver(() => ({ body: ["a", "b"] }));
      const scope = yield* Scope.make();
      yield* http.stream("/x", { headMs: 1, idleMs: 1 }).pipe(Scope.provide(scope));
      assert.strictEqual(script.open(), 1);
      yield* Scope.close(scope, Exit.void);
      assert.strictEqual(script.open(), 0);
    }),
  );
});
