import { assert, describe, it } from "@effect/vitest";
import { Effect, Exit, Fiber, Scope } from "effect";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../src/errors.ts";
import type { Http } from "../../src/http/http.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { textFrames } from "../../src/http/text-frames.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { version } from "../../src/version.ts";
import { type ScriptedAdapter, scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";
const path = "/api/jobs/a/logs/tail";
const limits = { maxMessageBytes: 1000, highWaterBytes: () => 1000 };

const httpOver = (
  script: Partial<Parameters<typeof scriptedAdapter>[0]>,
  options: Partial<HttpOptions> = {},
): { readonly http: Http; readonly script: ScriptedAdapter } => {
  const scripted = scriptedAdapter({ request: () => ({ fault: "refused" }), ...script });
  return {
    http: makeHttp(scripted.adapter, { baseUrl: address, describe: describeRay, ...options }),
    script: scripted,
  };
};

const opened = (http: Http): Effect.Effect<JobwireError> =>
  Effect.flip(Effect.andThen(Effect.scoped(http.socket(path, limits)), Effect.die(new Error("it was opened"))));

describe("a socket", () => {
  it.effect("is opened with the credentials and the limits, pulled, and destroyed", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(
        { socket: () => ({ steps: [{ frames: ["a", "b"] }, { closed: 1006, overflow: true }] }) },
        { token: "abcd", baseUrl: `${address}/proxy` },
      );
      const scope = yield* Scope.make();
      const socket = yield* http.socket(path, limits).pipe(Scope.provide(scope));
      assert.deepStrictEqual(yield* socket.pull, { frames: ["a", "b"] });
      const end = { closed: { code: 1006, reason: "", overflow: true } };
      assert.deepStrictEqual(yield* socket.pull, end);
      assert.deepStrictEqual(yield* socket.pull, end);
      assert.strictEqual(script.open(), 1);
      yield* Scope.close(scope, Exit.void);
      assert.strictEqual(script.open(), 0);
      const asked = script.handshakes[0];
      const { maxMessageBytes } = limits;
      assert.deepInclude(asked, { url: `ws://127.0.0.1:8265/proxy${path}`, maxMessageBytes });
      assert.strictEqual(asked?.highWaterBytes(), limits.highWaterBytes());
      assert.strictEqual(asked?.headers["authorization"], "Bearer abcd");
    }),
  );

  it.effect("names this package in the handshake where headers can be set", () =>
    Effect.gen(function* () {
      for (const [handshakeHeaders, expected] of [
        [true, `jobwire/${version} script/1`],
        [false, undefined],
      ] as const) {
        const { http, script } = httpOver({ socket: () => ({ steps: [] }), capabilities: { handshakeHeaders } });
        yield* Effect.scoped(http.socket(path, limits));
        assert.strictEqual(script.handshakes[0]?.headers["user-agent"], expected);
      }
    }),
  );

  it.effect("uses wss for an https address", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver({ socket: () => ({ steps: [] }) }, { baseUrl: "https://ray.example" });
      yield* Effect.scoped(http.socket(path, limits));
      assert.strictEqual(script.handshakes[0]?.url, `wss://ray.example${path}`);
    }),
  );

  it.effect("refused by an HTTP response has the error of that response", () =>
    Effect.gen(function* () {
      const cases = [
        [401, "Unauthorized: Missing authentication token", "Unauthorized"],
        [403, "Forbidden: Invalid authentication token", "Forbidden"],
        [404, "Job a does not exist", "NotFound"],
        [400, "Can only get logs of submission type jobs", "InvalidRequest"],
        [500, "500: WebSocket proxy error", "ServerError"],
        [503, "", "ServerError"],
        [200, "<html>", "BadResponse"],
      ] as const;
      for (const [status, body, tag] of cases) {
        const { http, script } = httpOver({
          socket: () => ({ fault: "handshake", answer: { status, headers: {}, body } }),
        });
        const error = yield* opened(http);
        assert.deepStrictEqual([error._tag, error.statusCode, script.requests.length], [tag, status, 0]);
      }
      const { http } = httpOver({
        socket: () => ({
          fault: "handshake",
          answer: { status: 302, headers: { location: "https://login.example/?t=1" }, body: "" },
        }),
      });
      const error = yield* opened(http);
      assert.deepStrictEqual([error._tag, error.reason], ["Unauthorized", "sign-in"]);
      assert.notInclude(error.message, "t=1");
    }),
  );

  it.effect("follows a redirect within its origin, with the credentials, and no other", () =>
    Effect.gen(function* () {
      const moved = (location: string, status = 302) =>
        ({ fault: "handshake", answer: { status, headers: { location }, body: "" } }) as const;
      for (const location of ["/moved?x=1", `${address}/moved?x=1`, "ws://u:p@127.0.0.1:8265/moved?x=1"]) {
        for (const status of [301, 302, 303, 307, 308]) {
          const { http, script } = httpOver(
            { socket: (_, index) => (index === 0 ? moved(location, status) : { steps: [{ frames: ["a"] }] }) },
            { token: "abcd" },
          );
          const socket = http.socket(path, limits);
          assert.deepStrictEqual(yield* Effect.scoped(Effect.flatMap(socket, ({ pull }) => pull)), { frames: ["a"] });
          assert.deepStrictEqual(
            script.handshakes.map(({ url, headers }) => [url, headers["authorization"]]),
            [
              [`ws://127.0.0.1:8265${path}`, "Bearer abcd"],
              ["ws://127.0.0.1:8265/moved?x=1", "Bearer abcd"],
            ],
          );
          assert.strictEqual(script.open(), 0);
        }
      }
      for (const [target, reason, handshakes] of [
        ["/again", "too-many", 6],
        ["wss://127.0.0.1:8265/", "cross-origin", 1],
        ["http://127.0.0.1:8266/", "cross-origin", 1],
        ["//elsewhere.example/", "cross-origin", 1],
      ] as const) {
        const { http, script } = httpOver({ socket: () => moved(target) }, { token: "abcd" });
        const error = yield* opened(http);
        assert.deepStrictEqual([error._tag, error.reason], ["RedirectRefused", reason]);
        assert.strictEqual(script.handshakes.length, handshakes);
        assert.isTrue(script.handshakes.every(({ url }) => url.startsWith("ws://127.0.0.1:8265/")));
      }
    }),
  );

  it.effect("finds a redirect that its runtime hides with a GET, and follows it the same way", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver(
        {
          socket: (_, index) => (index === 0 ? { fault: "handshake" } : { steps: [{ frames: ["a"] }] }),
          request: () => ({ status: 307, headers: { location: "/moved" } }),
        },
        { token: "abcd" },
      );
      yield* Effect.scoped(http.socket(path, limits));
      assert.deepStrictEqual(
        script.handshakes.map(({ url }) => url),
        [`ws://127.0.0.1:8265${path}`, "ws://127.0.0.1:8265/moved"],
      );
      assert.strictEqual(script.requests.length, 1);
      const away = httpOver({
        socket: () => ({ fault: "handshake" }),
        request: () => ({ status: 302, headers: { location: "https://elsewhere.example/" } }),
      });
      const error = yield* opened(away.http);
      assert.deepStrictEqual([error._tag, error.reason], ["RedirectRefused", "cross-origin"]);
      assert.strictEqual(away.script.requests.length, 1);
    }),
  );

  it.effect("has a total limit for all its handshakes", () =>
    Effect.gen(function* () {
      const { http } = httpOver(
        { socket: () => ({ silence: true }) },
        { timeouts: { connectMs: 5_000, requestMs: 3_000 } },
      );
      const fiber = yield* Effect.forkChild(opened(http));
      yield* TestClock.adjust("3 seconds");
      const error = yield* Fiber.join(fiber);
      assert.deepInclude(error, { _tag: "Timeout", reason: "request" });
      assert.include(error.message, `WebSocket ws://127.0.0.1:8265${new URL(path, address).pathname}`);
      assert.include(error.message, "3000 ms (requestMs)");
    }),
  );

  it.effect("whose handshake is not answered in time ends it at once, not when the caller's scope closes", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver({ socket: () => ({ silence: true }) });
      const fiber = yield* Effect.forkChild(Effect.flip(http.socket(path, limits)));
      yield* TestClock.adjust("10 seconds");
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "Timeout", reason: "connect" });
      assert.isTrue(script.handshakes[0]?.signal.aborted);
    }).pipe(Effect.scoped),
  );

  it.effect("that is closed by the server says so, and is destroyed with its scope", () =>
    Effect.gen(function* () {
      const { http, script } = httpOver({ socket: () => ({ steps: [{ closed: 1000, reason: "done" }] }) });
      let destroyed = 0;
      const openSocket: NonNullable<typeof script.adapter.openSocket> = async (asked) => {
        const socket = await (script.adapter.openSocket as typeof openSocket)(asked);
        return { pull: socket.pull, destroy: () => void (destroyed += 1) };
      };
      const counted = makeHttp({ ...script.adapter, openSocket }, { baseUrl: address, describe: describeRay });
      const end = yield* Effect.flatMap(counted.socket(path, limits), ({ pull }) => pull).pipe(Effect.scoped);
      assert.deepStrictEqual(end, { closed: { code: 1000, reason: "done", overflow: false } });
      assert.strictEqual(destroyed, 1);
      assert.strictEqual(http.baseUrl, counted.baseUrl);
    }),
  );

  it.effect("whose runtime hides the response is requested with a GET", () =>
    Effect.gen(function* () {
      for (const fault of ["handshake", "unknown"] as const) {
        const hidden = httpOver({
          socket: () => ({ fault }),
          request: () => ({ status: 401, body: "Unauthorized: no" }),
        });
        assert.strictEqual((yield* opened(hidden.http))._tag, "Unauthorized");
        assert.strictEqual(hidden.script.requests[0]?.url.pathname, path);
        assert.strictEqual(hidden.script.open(), 0);
        // A plain GET of that path is 500 on a healthy Ray, and says nothing about the handshake.
        const sound = httpOver({
          socket: () => ({ fault }),
          request: () => ({ status: 500, body: "500: WebSocket proxy error" }),
        });
        const error = yield* opened(sound.http);
        assert.deepStrictEqual([error._tag, error.reason], ["ConnectionFailed", fault]);
      }
      const lost = httpOver({ socket: () => ({ fault: "reset" }) });
      assert.strictEqual((yield* opened(lost.http)).reason, "reset");
      assert.strictEqual(lost.script.requests.length, 0);
    }),
  );

  it.effect("is not tried when it cannot work", () =>
    Effect.gen(function* () {
      const none = httpOver({});
      assert.strictEqual(none.http.adapter.openSocket, undefined);
      assert.strictEqual((yield* opened(none.http)).reason, "no-socket");
      const bare = httpOver(
        { socket: () => ({ steps: [] }), capabilities: { handshakeHeaders: false } },
        { token: "abcd" },
      );
      const error = yield* opened(bare.http);
      assert.deepStrictEqual([error._tag, error.reason, bare.script.handshakes.length], ["NotReady", "no-socket", 0]);
    }),
  );

  it.effect("has a time limit for its handshake, and none for its silence", () =>
    Effect.gen(function* () {
      const never = httpOver({ socket: () => ({ silence: true }) });
      const fiber = yield* Effect.forkChild(opened(never.http));
      yield* TestClock.adjust("10 seconds");
      assert.strictEqual((yield* Fiber.join(fiber)).reason, "connect");
      const quiet = httpOver({ socket: () => ({ steps: [{ silence: true }] }) });
      const socket = yield* quiet.http.socket(path, limits);
      const pulling = yield* Effect.forkChild(socket.pull);
      yield* TestClock.adjust("1 hour");
      assert.strictEqual(pulling.pollUnsafe(), undefined);
      yield* Fiber.interrupt(pulling);
    }).pipe(Effect.scoped),
  );

  it.effect("is pulled for a limited time, and the next pull gets what arrives after that", () =>
    Effect.gen(function* () {
      let arrive = (): void => undefined;
      const after = new Promise<void>((resolve) => (arrive = resolve));
      const { http } = httpOver({ socket: () => ({ steps: [{ frames: ["late"], after }, { silence: true }] }) });
      const socket = yield* http.socket(path, limits);
      const within = (waitMs: number) => Effect.forkChild(socket.pullWithin(waitMs));
      const first = yield* within(1_000);
      yield* TestClock.adjust(999);
      assert.strictEqual(first.pollUnsafe(), undefined);
      yield* TestClock.adjust(1);
      assert.strictEqual(yield* Fiber.join(first), undefined);
      arrive();
      const second = yield* within(1_000);
      assert.deepStrictEqual(yield* Fiber.join(second), { frames: ["late"] });
    }).pipe(Effect.scoped),
  );

  it.effect("fails with a binary frame when only text is expected, and when it is cut", () =>
    Effect.gen(function* () {
      const { http } = httpOver({ socket: () => ({ steps: [{ frames: [new Uint8Array(1)] }] }) });
      const socket = yield* http.socket(path, limits);
      assert.strictEqual(
        (yield* Effect.flip(Effect.flatMap(socket.pull, (next) => textFrames("socket", next)))).reason,
        "binary-frame",
      );
      const cut = httpOver({ socket: () => ({ steps: [{ cut: "reset" }] }) });
      const second = yield* cut.http.socket(path, limits);
      assert.strictEqual((yield* Effect.flip(second.pull))._tag, "ConnectionFailed");
    }).pipe(Effect.scoped),
  );
});
