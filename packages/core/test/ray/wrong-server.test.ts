import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../src/errors.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { turn } from "../support/settled.ts";

const address = "http://127.0.0.1:6379";
const page = { body: "<!DOCTYPE html><title>Sign in</title>", headers: { "content-type": "text/html" } };

const submitOn = (answer: (method: string, url: URL) => ScriptedAnswer) =>
  Effect.gen(function* () {
    const script = scriptedAdapter({ request: ({ method, url }) => answer(method, url) });
    const ray = yield* makeRay(script.adapter, { address });
    return { script, ray };
  });

/** The error of a submit, before any backoff of a minute is over. */
const failureOf = (
  answer: (method: string, url: URL) => ScriptedAnswer,
): Effect.Effect<{ readonly error: JobwireError; readonly script: ScriptedAdapter }> =>
  Effect.gen(function* () {
    const { script, ray } = yield* submitOn(answer);
    const fiber = yield* Effect.forkChild(Effect.flip(ray.jobs.submit({ entrypoint: "echo", submissionId: "a" })));
    for (let step = 0; step < 8 && fiber.pollUnsafe() === undefined; step++) {
      // The first submit of a process loads its code.
      yield* turn;
      yield* TestClock.adjust("250 millis");
    }
    const error = fiber.pollUnsafe() === undefined ? undefined : yield* Fiber.join(fiber);
    yield* Fiber.interrupt(fiber);
    assert.isDefined(error, "it still tries");
    return { error: error as JobwireError, script };
  }).pipe(Effect.scoped, Effect.orDie);

const posts = ({ requests }: ScriptedAdapter): number => requests.filter(({ method }) => method === "POST").length;

describe("a submit to a server that is not a Ray dashboard", () => {
  it.effect("ends at once when the server does not speak HTTP, and names Ray's ports", () =>
    Effect.gen(function* () {
      for (const post of ["not-http", "reset"] as const) {
        const { error, script } = yield* failureOf((method) => ({ fault: method === "POST" ? post : "not-http" }));
        assert.deepStrictEqual([error._tag, error.reason, posts(script)], ["ConnectionFailed", "not-http", 1]);
        for (const port of ["8265", "6379", "10001", "8000", "52365"]) assert.include(error.message, port);
      }
    }),
  );

  it.effect("ends at once when the response to reads and writes is a web page", () =>
    Effect.gen(function* () {
      for (const get of [page, { status: 404, ...page }, { status: 405, ...page }, { status: 403, ...page }]) {
        const { error, script } = yield* failureOf((method) => (method === "POST" ? page : get));
        assert.deepStrictEqual([error._tag, error.reason, posts(script)], ["BadResponse", "page", 1]);
        assert.match(error.message, /a web page instead of JSON \("Sign in"\)/);
      }
    }),
  );

  it.effect("is refused by 405 and other statuses that prove that nothing was done, without a look-up", () =>
    Effect.gen(function* () {
      for (const status of [405, 406, 410, 415, 421, 426, 431]) {
        const { error, script } = yield* failureOf(() => ({ ...page, status }));
        assert.deepStrictEqual([error._tag, error.statusCode], ["BadResponse", status]);
        assert.strictEqual(script.requests.length, 1);
      }
    }),
  );

  it.effect("with a lost connection may have been accepted, whatever page a proxy shows then", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf((method) => (method === "POST" ? { fault: "reset" } : page));
      assert.strictEqual(error._tag, "CreateOutcomeUnknown");
    }),
  );

  it.effect("detects that a port speaks TLS, without sending a credential to it", () =>
    Effect.gen(function* () {
      const certificate = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      const wrongVersion = Object.assign(new Error("wrong version number"), { code: "ERR_SSL_WRONG_VERSION_NUMBER" });
      for (const [secure, found] of [
        [{ body: "hello" }, true],
        [{ fault: "tls", cause: certificate }, true],
        [{ fault: "tls", cause: wrongVersion }, false],
        [{ fault: "reset" }, false],
      ] as const) {
        const script = scriptedAdapter({
          request: ({ url }) => (url.protocol === "https:" ? secure : { fault: "reset" }),
        });
        const ray = yield* makeRay(script.adapter, { address, token: "abcd-token" });
        const fiber = yield* Effect.forkChild(Effect.flip(ray.jobs.submit({ entrypoint: "echo", submissionId: "a" })));
        yield* TestClock.adjust("2 seconds");
        const probes = script.requests.filter(({ url }) => url.protocol === "https:");
        assert.strictEqual(probes.length, 1);
        assert.notInclude(JSON.stringify(probes[0]?.headers), "abcd");
        assert.strictEqual(fiber.pollUnsafe() !== undefined, found);
        if (found) {
          const error = yield* Fiber.join(fiber);
          assert.deepStrictEqual([error._tag, error.reason], ["ConnectionFailed", "tls"]);
          assert.include(error.message, "https://127.0.0.1:6379");
        }
        yield* Fiber.interrupt(fiber);
        assert.strictEqual(script.open(), 0);
      }
    }).pipe(Effect.scoped),
  );
});
