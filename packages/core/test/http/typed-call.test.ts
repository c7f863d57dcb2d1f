import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, Redacted } from "effect";
import { TestClock } from "effect/testing";
import { InvalidRequest, type JobwireError } from "../../src/errors.ts";
import { describeStatus } from "../../src/http/describe-status.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { sourceProvider } from "../../src/http/source-provider.ts";
import { type CallInit, makeTypedCall, type TextResponse } from "../../src/http/typed-call.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265/prefix";

interface Paths {
  "/jobs/{id}": {
    get: { parameters: { path: { id: string } }; responses: { 200: { content: { "text/plain": string } } } };
  };
}

const over = (answer: ScriptedAnswer, options: Partial<HttpOptions> = {}) => {
  const script = scriptedAdapter({ request: () => answer });
  const http = makeHttp(script.adapter, {
    baseUrl: address,
    describe: (refused) => describeStatus(refused, refused.text),
    ...options,
  });
  return { script, http, call: makeTypedCall<Paths>(http, { "x-mine": "1" }) };
};

const getJob = (
  { call }: ReturnType<typeof over>,
  times?: { readonly headMs: number; readonly idleMs: number },
): Effect.Effect<TextResponse, JobwireError> =>
  call(
    "the job",
    (client, init: CallInit) => client.GET("/jobs/{id}", { params: { path: { id: "a b" } }, ...init }),
    times,
  );

describe("a call of a generated client", () => {
  it.effect("goes to the prefix with its headers, and gives the text as it came", () =>
    Effect.gen(function* () {
      const one = over({
        status: 202,
        headers: { "content-type": "application/json", "retry-after": "2" },
        body: '{"a": 1}',
      });
      assert.deepStrictEqual(yield* getJob(one), { status: 202, text: '{"a": 1}', retryAfterMs: 2000 });
      assert.strictEqual(one.script.requests[0]?.url.href, `${address}/jobs/a%20b`);
      assert.strictEqual(one.script.requests[0]?.headers["x-mine"], "1");
      const empty = yield* getJob(over({ status: 204 }));
      assert.deepStrictEqual(empty, { status: 204, text: "", retryAfterMs: undefined });
    }),
  );

  it.effect("fails with the request's own error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(getJob(over({ status: 404, body: "no such job" })));
      assert.strictEqual(error._tag, "NotFound");
      assert.strictEqual(error.statusCode, 404);
    }),
  );

  it.effect("that cannot be read is BadResponse with its label, without a secret", () =>
    Effect.gen(function* () {
      const one = over({}, { token: "hunter2-hunter2" });
      const error = yield* Effect.flip(one.call("the job", () => Promise.reject(new Error("hunter2-hunter2"))));
      assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "unknown"]);
      assert.include(error.message, "the job: ");
      assert.notInclude(String((error.cause as Error).message), "hunter2");
    }),
  );

  it.effect("takes limits of its own, and ends its request when it is interrupted", () =>
    Effect.gen(function* () {
      const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      const opened = (script: ScriptedAdapter): Effect.Effect<void> =>
        Effect.gen(function* () {
          while (script.open() === 0) yield* turn;
        });
      const one = over({ silence: true });
      const fiber = yield* Effect.forkChild(Effect.flip(getJob(one, { headMs: 500, idleMs: 500 })));
      yield* opened(one.script);
      yield* TestClock.adjust(500);
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Timeout");
      const other = over({ silence: true });
      const waiting = yield* Effect.forkChild(getJob(other));
      yield* opened(other.script);
      yield* Fiber.interrupt(waiting);
      yield* turn;
      assert.strictEqual(other.script.open(), 0);
    }),
  );
});

describe("a source of tokens", () => {
  const value = (token: Redacted.Redacted<string>): string => Redacted.value(token);

  it.effect("that is fixed has no other after a 401", () =>
    Effect.gen(function* () {
      for (const source of ["abc", Redacted.make("abc")]) {
        const provider = sourceProvider(source);
        const token = yield* provider.token;
        assert.strictEqual(value(token), "abc");
        assert.isFalse(yield* provider.renew(token));
      }
    }),
  );

  it.effect(
    "that is a function is asked for each request, again after a refusal, and its answer then is used once",
    () =>
      Effect.gen(function* () {
        let asked = 0;
        const provider = sourceProvider(() => {
          asked += 1;
          return asked < 3 ? "old" : `new-${asked}`;
        });
        const first = yield* provider.token;
        assert.strictEqual(value(first), "old");
        assert.isFalse(yield* provider.renew(first));
        assert.isTrue(yield* provider.renew(first));
        assert.strictEqual(value(yield* provider.token), "new-3");
        assert.strictEqual(value(yield* provider.token), "new-4");
        assert.strictEqual(asked, 4);
      }),
  );

  it.effect("that fails is InvalidRequest without its words, or the error of ours that it threw", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sourceProvider(() => Promise.reject(new Error("hunter2"))).token);
      assert.deepStrictEqual([error._tag, error.reason], ["InvalidRequest", "local"]);
      assert.notInclude(error.message, "hunter2");
      assert.match(error.message, /token function/);
      assert.strictEqual((error.cause as Error).message, "hunter2");
      const own = new InvalidRequest({ message: "mine", reason: "local" });
      const thrown = yield* Effect.flip(
        sourceProvider(() => {
          throw own;
        }).token,
      );
      assert.strictEqual(thrown, own);
    }),
  );
});

describe("credentials", () => {
  const messageOf = (options: Partial<HttpOptions>): string => {
    try {
      over({}, options);
    } catch (error) {
      assert.instanceOf(error, InvalidRequest);
      assert.strictEqual((error as InvalidRequest).reason, "local");
      return (error as InvalidRequest).message;
    }
    throw new Error("nothing was thrown");
  };

  it("over plain http name the host and the way out", () => {
    assert.match(messageOf({ token: "abcd", baseUrl: "http://10.0.0.1:8265" }), /http:\/\/10\.0\.0\.1:8265.*https/);
    for (const options of [
      { baseUrl: "http://10.0.0.1" },
      { token: "abcd", baseUrl: "http://10.0.0.1", allowInsecureToken: true },
    ]) {
      over({}, options);
    }
  });

  it("that meet in one header name the header", () => {
    const both = messageOf({ token: "abcd", tokenHeader: "X-Mine", headers: { "x-mine": "1" } });
    assert.include(both, "x-mine");
    over({}, { headers: { authorization: "Basic x" } });
  });

  it.effect("with an empty or odd token of a function say so", () =>
    Effect.gen(function* () {
      for (const [token, words] of [
        [" ", /token.*empty/],
        ["a\nb", /token/],
      ] as const) {
        const error = yield* Effect.flip(getJob(over({}, { token: () => token })));
        assert.deepStrictEqual([error._tag, error.reason], ["InvalidRequest", "local"]);
        assert.match(error.message, words);
      }
    }),
  );

  it.effect("in headers that only describe a client are shown, and every other value is scrubbed", () =>
    Effect.gen(function* () {
      const describing = ["accept", "accept-language", "cache-control", "content-type", "pragma", "user-agent"];
      for (const name of [...describing, "x-secret"]) {
        const text = "application-value-12345";
        const error = yield* Effect.flip(
          getJob(over({ status: 500, body: `sent ${text}` }, { headers: { [name]: text } })),
        );
        assert.strictEqual(error.serverText?.includes(text), name !== "x-secret", name);
      }
    }),
  );
});
