import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { Capabilities, FaultReason } from "../../src/adapter.ts";
import { InvalidRequest, type JobwireError } from "../../src/errors.ts";
import { describeStatus } from "../../src/http/describe-status.ts";
import type { Http, RefusedResponse } from "../../src/http/http.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import {
  type BodyStep,
  type ScriptedAdapter,
  type ScriptedAnswer,
  type ScriptedSocket,
  scriptedAdapter,
} from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265/prefix";

interface Scripted {
  readonly http: Http;
  readonly script: ScriptedAdapter;
  /** What the backend was asked to describe. */
  readonly refusals: ReadonlyArray<RefusedResponse>;
}

const httpOver = (
  answer: (index: number, url: URL) => ScriptedAnswer,
  options: Partial<HttpOptions> = {},
  more: { readonly socket?: () => ScriptedSocket; readonly capabilities?: Partial<Capabilities> } = {},
): Scripted => {
  const refusals: Array<RefusedResponse> = [];
  const script = scriptedAdapter({ request: ({ url }, index) => answer(index, url), ...more });
  const describe = (refused: RefusedResponse): JobwireError => {
    refusals.push(refused);
    return describeStatus(refused, refused.text);
  };
  return { http: makeHttp(script.adapter, { baseUrl: address, describe, ...options }), script, refusals };
};

const send = (http: Http, init: RequestInit = {}, path = "/api"): Effect.Effect<Response, JobwireError> =>
  http.send(new Request(address + path, init));
const failureOf = (http: Http, init: RequestInit = {}): Effect.Effect<JobwireError, Response> =>
  Effect.flip(send(http, init));

describe("what a success gives", () => {
  it.effect("its status, its type and its Retry-After, and no other header", () =>
    Effect.gen(function* () {
      const headers = { "content-type": "text/x", "retry-after": "3", "set-cookie": "a=b", etag: "x" };
      const { http } = httpOver(() => ({ status: 202, headers, body: "text" }));
      const response = yield* send(http);
      assert.strictEqual(response.status, 202);
      assert.deepStrictEqual(Object.fromEntries(response.headers), { "content-type": "text/x", "retry-after": "3" });
      assert.strictEqual(yield* Effect.promise(() => response.text()), "text");
    }),
  );

  it.effect.each(["a\u0000b", "\u007f", "\u00e9", "\ntext/x", "text/x\n"])(
    "no type that a Response may refuse: %j",
    (type) =>
      Effect.gen(function* () {
        const { http } = httpOver(() => ({ headers: { "content-type": type }, body: new Array<BodyStep>() }));
        assert.deepStrictEqual(Object.fromEntries((yield* send(http)).headers), {});
      }),
  );

  it.effect.each([204, 205])("no body with %i", (status) =>
    Effect.gen(function* () {
      const { http } = httpOver(() => ({ status }));
      const response = yield* send(http);
      assert.strictEqual(response.status, status);
      assert.isNull(response.body);
    }),
  );

  it.effect.each([200, 299])("%i is one", (status) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* send(httpOver(() => ({ status })).http)).status, status);
    }),
  );

  it.effect.each([199, 300, 304, 404])("%i is none", (status) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failureOf(httpOver(() => ({ status })).http)).statusCode, status);
    }),
  );
});

describe("what is sent", () => {
  it.effect.each(["POST", "PUT", "DELETE"])("%s with its body, or without one", (method) =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({}));
      yield* send(http, { method, body: "text" });
      yield* send(http, { method });
      yield* send(http, { method, body: "" });
      assert.deepStrictEqual(
        script.requests.map(({ method: sent, body }) => [sent, body]),
        [
          [method, "text"],
          [method, undefined],
          [method, undefined],
        ],
      );
    }),
  );

  it.effect.each(["GET", "HEAD"])("%s without a body", (method) =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({}));
      yield* send(http, { method });
      assert.strictEqual(script.requests[0]?.method, method);
      assert.isUndefined(script.requests[0]?.body);
    }),
  );

  it.effect("nothing to another origin", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({}));
      const error = yield* Effect.flip(http.send(new Request("http://elsewhere:1/api")));
      assert.instanceOf(error, InvalidRequest);
      assert.strictEqual(error.reason, "local");
      assert.include(error.message, "http://elsewhere:1");
      assert.include(error.message, "http://127.0.0.1:8265");
      assert.strictEqual(script.requests.length, 0);
    }),
  );

  it.effect("nothing that the guard refuses; it is asked with the label and the method", () =>
    Effect.gen(function* () {
      const asked: Array<ReadonlyArray<string>> = [];
      const refusal = new InvalidRequest({ message: "not from a browser", reason: "local" });
      const { http, script } = httpOver(() => ({}), {
        guard: (label, method) => {
          asked.push([label, method]);
          return method === "POST" ? refusal : undefined;
        },
      });
      assert.strictEqual((yield* failureOf(http, { method: "POST", body: "x" })).message, "not from a browser");
      assert.strictEqual(script.requests.length, 0);
      yield* send(http);
      assert.strictEqual(script.requests.length, 1);
      assert.deepStrictEqual(asked, [
        [`POST ${address}/api`, "POST"],
        [`GET ${address}/api`, "GET"],
      ]);
    }),
  );

  it.effect("a large body has 10 ms more for each kB before the head must come", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({ silence: true }), { timeouts: { connectMs: 1000 } });
      const fiber = yield* Effect.forkChild(failureOf(http, { method: "POST", body: "x".repeat(100_000) }));
      while (script.requests.length === 0) yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      yield* TestClock.adjust(1_999);
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(1);
      const error = yield* Fiber.join(fiber);
      assert.strictEqual(error._tag, "Timeout");
      assert.strictEqual(error.reason, "connect");
    }),
  );
});

describe("an answer that is compressed", () => {
  const coded = (encoding: string, capabilities: Partial<Capabilities> = {}): Http =>
    httpOver(() => ({ headers: { "content-encoding": encoding }, body: "text" }), {}, { capabilities }).http;

  it.effect.each(["", "identity"])("not at all, %j, is read", (encoding) =>
    Effect.gen(function* () {
      const response = yield* send(coded(encoding));
      assert.strictEqual(yield* Effect.promise(() => response.text()), "text");
    }),
  );

  it.effect.each(["br", "gzip", "zstd", "gzip, br"])("by %s although that was declined is refused", (encoding) =>
    Effect.gen(function* () {
      const error = yield* failureOf(coded(encoding));
      assert.strictEqual(error._tag, "BadResponse");
      assert.strictEqual(error.reason, "encoding");
      assert.strictEqual(error.statusCode, 200);
      assert.include(error.message, `GET ${address}/api`);
    }),
  );

  it.effect("by what the runtime undoes is read, in any letters", () =>
    Effect.gen(function* () {
      const forced = { forcedRequestHeaders: ["accept-encoding"] };
      assert.strictEqual((yield* send(coded("GZip", forced))).status, 200);
      assert.strictEqual((yield* failureOf(coded("zstd", forced))).reason, "encoding");
    }),
  );
});

describe("an answer that refuses", () => {
  it.effect("is described by its path below the prefix, its text and its wait", () =>
    Effect.gen(function* () {
      const { http, refusals } = httpOver(() => ({ status: 503, headers: { "retry-after": "2" }, body: "busy" }));
      const error = yield* failureOf(http, { method: "POST", body: "x" });
      assert.strictEqual(error.retryAfterMs, 2000);
      assert.deepInclude(refusals[0], {
        label: `POST ${address}/api`,
        method: "POST",
        path: "/api",
        status: 503,
        text: "busy",
        retryAfterMs: 2000,
      });
    }),
  );

  it.effect("with a text that is cut within a secret shows no part of the secret", () =>
    Effect.gen(function* () {
      const token = "hunter2-hunter2-hunter2";
      for (let shift = 8; shift < token.length; shift += 1) {
        const { http, refusals } = httpOver(() => ({ status: 500, body: "x".repeat(65_536 - shift) + token }), {
          token,
        });
        yield* failureOf(http);
        assert.notInclude(refusals[0]?.text, "hunter2");
      }
    }),
  );

  it.effect("with a short text keeps an end that looks like the start of a secret", () =>
    Effect.gen(function* () {
      const { http, refusals } = httpOver(() => ({ status: 500, body: "see hunter" }), { token: "hunter2-hunter2" });
      yield* failureOf(http);
      assert.strictEqual(refusals[0]?.text, "see hunter");
    }),
  );

  it.effect("has its text packed only when that was asked for, and none when it is damaged", () =>
    Effect.gen(function* () {
      const damaged = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
      const packed = httpOver(() => ({ status: 500, body: [damaged] }), { gzip: true });
      assert.strictEqual((yield* failureOf(packed.http)).statusCode, 500);
      assert.strictEqual(packed.refusals[0]?.text, "");
      const plain = httpOver(() => ({ status: 500, body: [damaged] }));
      yield* failureOf(plain.http);
      assert.strictEqual(plain.refusals[0]?.text, new TextDecoder().decode(damaged));
    }),
  );
});

describe("advice on the first contact", () => {
  const failing = (reason: FaultReason, options: Partial<HttpOptions> = {}): Http =>
    httpOver(() => ({ fault: reason }), options).http;

  it.effect("a lost connection over plain http may need https", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(failing("reset"));
      assert.strictEqual(error._tag, "ConnectionFailed");
      assert.strictEqual(error.reason, "reset");
      assert.include(error.message, "https://");
      assert.include(error.message, `GET ${address}/api`);
      assert.isDefined(error.cause);
      assert.notInclude((yield* failureOf(failing("refused"))).message, "https://");
    }),
  );

  it.effect("not once the server has answered, and not over https", () =>
    Effect.gen(function* () {
      const { http } = httpOver((index) => (index === 0 ? { status: 500 } : { fault: "reset" }));
      yield* failureOf(http);
      assert.notInclude((yield* failureOf(http)).message, "https://");
      const secure = "https://127.0.0.1:8265";
      const { http: other } = httpOver(() => ({ fault: "reset" }), { baseUrl: secure });
      const error = yield* Effect.flip(other.send(new Request(`${secure}/api`)));
      assert.notInclude(error.message, "use https");
    }),
  );

  it.effect("what speaks no HTTP brings the backend's own advice", () =>
    Effect.gen(function* () {
      const error = yield* failureOf(failing("not-http", { notHttp: "Port 10001 is Ray's client port" }));
      assert.match(error.message, /\. Port 10001 is Ray's client port$/);
      assert.strictEqual(error.reason, "not-http");
      assert.notInclude((yield* failureOf(failing("not-http"))).message, "undefined");
      assert.notInclude((yield* failureOf(failing("refused", { notHttp: "advice" }))).message, "advice");
      const { http } = httpOver(() => ({ status: 500 }), { notHttp: "advice" });
      assert.notInclude((yield* failureOf(http)).message, "advice");
    }),
  );
});

describe("a server that speaks TLS at a plain address", () => {
  it.effect("is looked for once, and only before any answer", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver((_, url) => (url.protocol === "https:" ? { status: 404 } : { fault: "reset" }));
      const error = yield* http.tlsInstead;
      assert.strictEqual(error?._tag, "ConnectionFailed");
      assert.strictEqual(error?.reason, "tls");
      assert.include(error?.message, "http://127.0.0.1:8265: ");
      assert.include(error?.message, "https://127.0.0.1:8265");
      assert.match(script.requests[0]?.headers["user-agent"] ?? "", /^jobwire/);
      assert.isUndefined(yield* http.tlsInstead);
      assert.strictEqual(script.requests.length, 1);
    }),
  );

  it.effect("is none that answered, none at https, and none that refuses", () =>
    Effect.gen(function* () {
      const answered = httpOver(() => ({}));
      yield* send(answered.http);
      assert.isUndefined(yield* answered.http.tlsInstead);
      assert.strictEqual(answered.script.requests.length, 1);
      const secure = httpOver(() => ({}), { baseUrl: "https://127.0.0.1:8265" });
      assert.isUndefined(yield* secure.http.tlsInstead);
      assert.strictEqual(secure.script.requests.length, 0);
      const refusing = httpOver(() => ({ fault: "refused" }));
      assert.isUndefined(yield* refusing.http.tlsInstead);
      assert.strictEqual(refusing.script.requests.length, 1);
    }),
  );
});

describe("a token that does not come", () => {
  it.effect("is a timeout after connectMs, and nothing is sent", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(() => ({}), {
        token: () => new Promise<string>(() => undefined),
        timeouts: { connectMs: 1_500 },
      });
      const fiber = yield* Effect.forkChild(failureOf(http));
      yield* TestClock.adjust(1_499);
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(1);
      const error = yield* Fiber.join(fiber);
      assert.strictEqual(error._tag, "Timeout");
      assert.strictEqual(error.reason, "connect");
      assert.include(error.message, "1500 ms");
      assert.strictEqual(script.requests.length, 0);
    }),
  );
});

describe("limits of time", () => {
  it.each(["connectMs", "idleMs", "requestMs"] as const)("%s is named when it cannot be one", (name) => {
    try {
      httpOver(() => ({}), { timeouts: { [name]: -1 } });
    } catch (error) {
      assert.instanceOf(error, InvalidRequest);
      assert.include((error as InvalidRequest).message, name);
      return;
    }
    assert.fail("nothing was thrown");
  });

  it("are 10 s for the head and 30 s of silence unless given", () => {
    assert.deepInclude(httpOver(() => ({})).http.times, { headMs: 10_000, idleMs: 30_000 });
    const given = httpOver(() => ({}), { timeouts: { connectMs: 1, idleMs: 2 } });
    assert.deepInclude(given.http.times, { headMs: 1, idleMs: 2 });
  });

  it.effect.each([
    [{ connectMs: 1_000 }, 60_000, ""],
    [{ connectMs: 20_000 }, 70_000, ""],
    [{ requestMs: 5_000 }, 5_000, ""],
  ] as const)("a whole exchange with %j ends after %i ms", ([timeouts, afterMs]) =>
    Effect.gen(function* () {
      const { http } = httpOver(() => ({ body: [{ repeat: "x" }] }), { timeouts });
      // A body that drips: one byte each time that the loop turns, so the silence is never long.
      const fiber = yield* Effect.forkChild(failureOf(http));
      for (let ms = 0; ms < afterMs - 1_000; ms += 1_000) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
        yield* TestClock.adjust(1_000);
      }
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(2_000);
      const error = yield* Fiber.join(fiber);
      assert.strictEqual(error._tag, "Timeout");
      assert.strictEqual(error.reason, "request");
      assert.include(error.message, `${afterMs} ms`);
      assert.notInclude(error.message, "beyond");
    }),
  );

  it.effect("a requestMs that was set holds for a request that may wait longer for its head, too", () =>
    Effect.gen(function* () {
      const { http } = httpOver(() => ({ silence: true }), { timeouts: { connectMs: 1_000, requestMs: 5_000 } });
      const limits = { headMs: 60_000, idleMs: 60_000 };
      const fiber = yield* Effect.forkChild(Effect.flip(http.send(new Request(`${address}/api`), limits)));
      yield* TestClock.adjust(5_000);
      const error = yield* Fiber.join(fiber);
      assert.deepStrictEqual([error._tag, error.reason], ["Timeout", "request"]);
      assert.include(error.message, "5000 ms (requestMs)");
    }),
  );

  it.effect("by default, a request that waits longer for its head has that much more in all", () =>
    Effect.gen(function* () {
      const { http } = httpOver(() => ({ silence: true }), { timeouts: { connectMs: 1_000 } });
      const limits = { headMs: 60_000, idleMs: 60_000 };
      const fiber = yield* Effect.forkChild(Effect.flip(http.send(new Request(`${address}/api`), limits)));
      yield* TestClock.adjust(59_000);
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(10_000);
      const error = yield* Fiber.join(fiber);
      assert.strictEqual(error._tag, "Timeout");
      const shorter = yield* Effect.forkChild(
        Effect.flip(http.send(new Request(`${address}/api`), { headMs: 10, idleMs: 60_000 })),
      );
      yield* TestClock.adjust(10);
      assert.strictEqual((yield* Fiber.join(shorter)).reason, "connect");
    }),
  );
});
