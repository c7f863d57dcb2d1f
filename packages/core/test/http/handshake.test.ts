import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { Capabilities } from "../../src/adapter.ts";
import type { JobwireError } from "../../src/errors.ts";
import { describeStatus } from "../../src/http/describe-status.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { type ScriptedAnswer, type ScriptedSocket, scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";
const limits = { maxMessageBytes: 1000, highWaterBytes: () => 1000 };
const open: ScriptedSocket = { steps: [{ silence: true }] };

const over = (
  socket: (index: number) => ScriptedSocket,
  answer: (index: number) => ScriptedAnswer = () => ({}),
  options: Partial<HttpOptions> = {},
  capabilities: Partial<Capabilities> = {},
) => {
  const script = scriptedAdapter({
    request: (_, index) => answer(index),
    socket: (_, index) => socket(index),
    capabilities,
  });
  const http = makeHttp(script.adapter, {
    baseUrl: address,
    describe: (refused) => describeStatus(refused, refused.text),
    ...options,
  });
  const failure: Effect.Effect<JobwireError> = http
    .socket("/logs/tail?id=1", limits)
    .pipe(Effect.scoped, Effect.flip, Effect.orDie);
  return { script, http, failure };
};

describe("a handshake whose failure the runtime hides", () => {
  it.effect.each([
    [302, "RedirectRefused"],
    [399, "ConnectionFailed"],
    [400, "InvalidRequest"],
    [404, "NotFound"],
    [499, "BadResponse"],
    [500, "ConnectionFailed"],
    [200, "ConnectionFailed"],
  ] as const)("is explained by a GET of the same path that answers %i: %s", ([status, tag]) =>
    Effect.gen(function* () {
      const headers = { location: "http://elsewhere/x" };
      const { failure, script } = over(
        () => ({ fault: "handshake" }),
        () => ({ status, headers, body: "words" }),
        { token: "hunter2-hunter2" },
      );
      const error = yield* failure;
      assert.strictEqual(error._tag, tag);
      if (tag !== "ConnectionFailed") assert.include(error.message, `GET ${address}/logs/tail`);
      const [probe] = script.requests;
      assert.strictEqual(probe?.method, "GET");
      assert.strictEqual(probe?.url.href, `${address}/logs/tail?id=1`);
      assert.strictEqual(probe?.headers["authorization"], "Bearer hunter2-hunter2");
      assert.match(probe?.headers["user-agent"] ?? "", /^jobwire/);
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("reads the response to its GET as it came: the GET allows no packing", () =>
    Effect.gen(function* () {
      const words = new Blob(["packed words"]).stream().pipeThrough(new CompressionStream("gzip"));
      const packed = new Uint8Array(yield* Effect.promise(() => new Response(words).arrayBuffer()));
      const { failure } = over(
        () => ({ fault: "handshake" }),
        () => ({ status: 404, body: [packed] }),
      );
      assert.strictEqual((yield* failure).serverText, new TextDecoder().decode(packed));
    }),
  );

  it.effect("does not wait for the body of a response that explains nothing", () =>
    Effect.gen(function* () {
      const { failure, script } = over(
        () => ({ fault: "handshake" }),
        () => ({ status: 500, body: [{ silence: true }] }),
      );
      assert.strictEqual((yield* failure)._tag, "ConnectionFailed");
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("is a redirect when the runtime hides where to", () =>
    Effect.gen(function* () {
      const { failure } = over(
        () => ({ fault: "handshake" }),
        () => ({ fault: "redirected" }),
      );
      assert.deepInclude(yield* failure, { _tag: "RedirectRefused", reason: "hidden" });
    }),
  );

  it.effect("sends its GET with the token of the handshake, and asks for no other one", () =>
    Effect.gen(function* () {
      let tokens = 0;
      const { failure, script } = over(
        () => ({ fault: "handshake" }),
        () => ({ status: 500 }),
        { token: () => `tok-1234${++tokens}` },
      );
      assert.strictEqual((yield* failure)._tag, "ConnectionFailed");
      assert.deepStrictEqual(
        [script.handshakes, script.requests].map((sent) => sent.map(({ headers }) => headers["authorization"])),
        [["Bearer tok-12341"], ["Bearer tok-12341"]],
      );
    }),
  );

  it.effect("keeps its own failure when the GET fails, too", () =>
    Effect.gen(function* () {
      for (const answer of [{ fault: "reset" }, { fault: "tls" }] as const) {
        const error = yield* over(
          () => ({ fault: "unknown" }),
          () => answer,
        ).failure;
        assert.deepStrictEqual([error._tag, error.reason], ["ConnectionFailed", "unknown"]);
        assert.include(error.message, "WebSocket ws://127.0.0.1:8265/logs/tail");
      }
    }),
  );

  it.effect("is not asked for when the failure says enough", () =>
    Effect.gen(function* () {
      const { failure, script } = over(() => ({ fault: "refused" }));
      assert.strictEqual((yield* failure).reason, "refused");
      assert.strictEqual(script.requests.length, 0);
    }),
  );

  it.effect("a redirect without a usable place is said to be one", () =>
    Effect.gen(function* () {
      const error = yield* over(
        () => ({ fault: "handshake" }),
        () => ({ status: 302 }),
      ).failure;
      assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["BadResponse", "redirect", 302]);
      const answer = { status: 302, headers: {}, body: "" };
      const seen = yield* over(() => ({ fault: "handshake", answer })).failure;
      assert.deepStrictEqual([seen._tag, seen.reason], ["BadResponse", "redirect"]);
    }),
  );
});

describe("a handshake that is answered by HTTP", () => {
  it.effect("is described by its label, method, status and text", () =>
    Effect.gen(function* () {
      const answer = { status: 403, headers: {}, body: "not yours" };
      const error = yield* over(() => ({ fault: "handshake", answer })).failure;
      assert.deepStrictEqual([error._tag, error.statusCode], ["Forbidden", 403]);
      assert.include(error.message, `GET ${address}/logs/tail`);
      assert.include(error.message, "not yours");
    }),
  );
});

describe("a handshake whose token the server refuses", () => {
  const stale = "Forbidden: Invalid authentication token";
  const headersOf = (sent: ReadonlyArray<{ readonly headers: Readonly<Record<string, string>> }>) =>
    sent.map(({ headers }) => headers["authorization"]);

  it.effect.each([
    ["401", 401, "expired", false],
    ["403 for the token", 403, stale, false],
    ["401 that the runtime hides", 401, "expired", true],
    ["403 for the token that the runtime hides", 403, stale, true],
  ] as const)("with a %s is repeated with another one", ([, status, body, hidden]) =>
    Effect.gen(function* () {
      const answer = { status, headers: {}, body };
      const { http, script } = over(
        (index) => (index > 0 ? open : hidden ? { fault: "handshake" } : { fault: "handshake", answer }),
        () => answer,
        {
          token: ({ refused }) => (refused === undefined ? "old-token" : "new-token"),
          isTokenRefusal: (text) => text === stale,
        },
      );
      yield* http.socket("/x", limits).pipe(Effect.scoped);
      assert.deepStrictEqual(headersOf(script.handshakes), ["Bearer old-token", "Bearer new-token"]);
      assert.deepStrictEqual(headersOf(script.requests), hidden ? ["Bearer old-token"] : []);
    }),
  );

  it.effect("fails with the refusal when the client has no other token", () =>
    Effect.gen(function* () {
      const answer = { status: 403, headers: {}, body: stale };
      const options = { isTokenRefusal: (text: string) => text === stale };
      for (const token of ["old-token", () => "old-token"]) {
        const { failure, script } = over(() => ({ fault: "handshake", answer }), undefined, { ...options, token });
        assert.strictEqual((yield* failure)._tag, "Forbidden");
        assert.lengthOf(script.handshakes, 1);
      }
    }),
  );
});

describe("where no socket can be opened", () => {
  it.effect("the runtime is named", () =>
    Effect.gen(function* () {
      const none = scriptedAdapter({ request: () => ({}) });
      const http = makeHttp(none.adapter, {
        baseUrl: address,
        describe: (refused) => describeStatus(refused, refused.text),
      });
      const without = yield* http.socket("/x", limits).pipe(Effect.scoped, Effect.flip);
      assert.deepStrictEqual([without._tag, without.reason], ["NotReady", "no-socket"]);
      assert.include(without.message, "script");
      const bare = { handshakeHeaders: false };
      const secret = over(() => open, undefined, { token: "hunter2-hunter2" }, bare);
      const error = yield* secret.failure;
      assert.deepStrictEqual([error._tag, error.reason], ["NotReady", "no-socket"]);
      assert.include(error.message, "script");
      assert.strictEqual(secret.script.handshakes.length, 0);
      const plain = over(() => open, undefined, {}, bare);
      yield* plain.http.socket("/x", limits).pipe(Effect.scoped);
      assert.deepStrictEqual({ ...plain.script.handshakes[0]?.headers }, {});
    }),
  );

  it.effect("a handshake without an answer ends after connectMs, and the time is named", () =>
    Effect.gen(function* () {
      const { failure, script } = over(() => ({ silence: true }), undefined, { timeouts: { connectMs: 700 } });
      const fiber = yield* Effect.forkChild(failure);
      while (script.handshakes.length === 0)
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      yield* TestClock.adjust(699);
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(1);
      const error = yield* Fiber.join(fiber);
      assert.deepStrictEqual([error._tag, error.reason], ["Timeout", "connect"]);
      assert.include(error.message, "WebSocket ws://127.0.0.1:8265/logs/tail");
      assert.include(error.message, "700 ms");
      assert.isTrue(script.handshakes[0]?.signal.aborted);
    }),
  );

  it.effect("an open socket has its address, limits and label, and is destroyed with its scope", () =>
    Effect.gen(function* () {
      const { http, script } = over(() => open, undefined, { baseUrl: `${address}/http/x` });
      const { label } = yield* http.socket("/y?z=1", limits).pipe(Effect.scoped);
      assert.strictEqual(label, "WebSocket ws://127.0.0.1:8265/http/x/y");
      assert.strictEqual(script.handshakes[0]?.url, "ws://127.0.0.1:8265/http/x/y?z=1");
      assert.strictEqual(script.handshakes[0]?.maxMessageBytes, 1000);
      assert.isTrue(script.handshakes[0]?.signal.aborted);
      assert.strictEqual(script.open(), 0);
    }),
  );
});
