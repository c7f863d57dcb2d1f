import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { Adapter } from "../../src/adapter.ts";
import type { JobwireError } from "../../src/errors.ts";
import type { HttpOptions } from "../../src/http/http-options.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { callTimeoutMs } from "../../src/http/total-limit.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";

/** A server whose responses send one piece for each call of `drip`, without end. */
const dripping = (status = 200, piece = " ") => {
  const script = scriptedAdapter({ request: () => ({ status, body: "" }) });
  let open = 0;
  let waiting: (() => void) | undefined;
  const adapter: Adapter = {
    ...script.adapter,
    request: async (request) => {
      const answer = await script.adapter.request({ ...request, signal: new AbortController().signal });
      open += 1;
      request.signal.addEventListener("abort", () => (open -= 1), { once: true });
      const next = (): Promise<IteratorResult<Uint8Array>> =>
        new Promise((resolve) => {
          waiting = () => resolve({ done: false, value: new TextEncoder().encode(piece) });
        });
      return { ...answer, body: { [Symbol.asyncIterator]: () => ({ next }) } };
    },
  };
  /** A piece each second. */
  const drip = (seconds: number) =>
    Effect.forEach(Array.from({ length: seconds }), () =>
      Effect.andThen(
        TestClock.adjust("1 second"),
        Effect.promise(async () => {
          waiting?.();
          await new Promise((resolve) => setImmediate(resolve));
        }),
      ),
    );
  return { adapter, drip, open: () => open, script };
};

const over = (adapter: Adapter, options: Partial<HttpOptions> = {}) =>
  makeHttp(adapter, { baseUrl: address, describe: describeRay, ...options });

const failed = <A>(fiber: Fiber.Fiber<A, JobwireError>): Effect.Effect<JobwireError> =>
  Effect.orDie(Effect.flip(Fiber.join(fiber)));

describe("the total limit of a request", () => {
  it.effect("ends a body that drips, after 60 s unless another limit is set", () =>
    Effect.gen(function* () {
      for (const [options, own, seconds] of [
        [{}, undefined, 60],
        [{ timeouts: { requestMs: 5_000 } }, undefined, 5],
        [{ timeouts: { connectMs: 30_000 } }, undefined, 80],
        [{ timeouts: { requestMs: 5_000 } }, 7_000, 7],
      ] as const) {
        const server = dripping();
        const sent = over(server.adapter, options).send(new Request(`${address}/api/version`));
        const fiber = yield* Effect.forkChild(Effect.provideService(sent, callTimeoutMs, own));
        yield* server.drip(seconds - 1);
        assert.isUndefined(fiber.pollUnsafe(), `it ended before ${seconds} s`);
        yield* server.drip(2);
        const error = yield* failed(fiber);
        assert.deepStrictEqual([error._tag, error.reason], ["Timeout", "request"]);
        assert.match(error.message, new RegExp(`${seconds * 1000} ms \\(requestMs\\)`));
        assert.strictEqual(server.open(), 0);
      }
    }),
  );

  it.effect("grows with the received bytes, so that a large body over a slow line arrives whole", () =>
    Effect.gen(function* () {
      const server = dripping(200, "x".repeat(200_000));
      const fiber = yield* Effect.forkChild(over(server.adapter).send(new Request(`${address}/api/jobs/`)));
      yield* server.drip(300);
      assert.isUndefined(fiber.pollUnsafe());
      yield* Fiber.interrupt(fiber);
    }),
  );

  it.effect("covers the whole chain of redirects", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({ status: 302, headers: { location: "/on" } }) });
      const arrive: Array<() => void> = [];
      const adapter: Adapter = {
        ...script.adapter,
        request: async (request) => {
          await new Promise<void>((resolve) => arrive.push(resolve));
          return script.adapter.request(request);
        },
      };
      const http = over(adapter, { timeouts: { requestMs: 30_000 } });
      const fiber = yield* Effect.forkChild(http.send(new Request(`${address}/api/version`)));
      // Each hop takes 9 s, less than the limit of a head.
      for (let hop = 0; hop < 4; hop++) {
        assert.isUndefined(fiber.pollUnsafe());
        yield* TestClock.adjust("9 seconds");
        arrive.shift()?.();
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      }
      assert.strictEqual((yield* failed(fiber)).reason, "request");
    }),
  );

  it.effect("of an error's body leaves the error of its status", () =>
    Effect.gen(function* () {
      const server = dripping(403, "n");
      const fiber = yield* Effect.forkChild(over(server.adapter).send(new Request(`${address}/api/version`)));
      yield* server.drip(12);
      const error = yield* failed(fiber);
      assert.strictEqual(error._tag, "Forbidden");
      assert.strictEqual(server.open(), 0);
    }),
  );

  it.effect("does not end a stream whose reader sets the pace, but ends one that is read whole", () =>
    Effect.gen(function* () {
      for (const whole of [false, true]) {
        const server = dripping();
        const reading = Effect.gen(function* () {
          const answer = yield* over(server.adapter).stream("/log", { headMs: 1000, idleMs: 10_000, whole });
          for (;;) yield* answer.pull;
        }).pipe(Effect.scoped);
        const fiber = yield* Effect.forkChild(reading);
        yield* server.drip(100);
        if (whole) assert.strictEqual((yield* failed(fiber)).reason, "request");
        else assert.isUndefined(fiber.pollUnsafe());
        yield* Fiber.interrupt(fiber);
      }
    }),
  );

  it.effect("covers a token function that hangs", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({ body: "{}" }) });
      const http = over(script.adapter, {
        timeouts: { requestMs: 3_000 },
        token: () => new Promise<string>(() => undefined),
      });
      const fiber = yield* Effect.forkChild(http.send(new Request(`${address}/api/version`)));
      yield* TestClock.adjust("4 seconds");
      assert.strictEqual((yield* failed(fiber)).reason, "request");
      assert.strictEqual(script.requests.length, 0);
    }),
  );

  it.each([0, -1, Number.NaN, "5"])("is refused when it is %o", (requestMs) => {
    const { adapter } = scriptedAdapter({ request: () => ({}) });
    assert.throws(
      () => over(adapter, { timeouts: { requestMs: requestMs as number } }),
      /requestMs must be a finite number/,
    );
  });
});
