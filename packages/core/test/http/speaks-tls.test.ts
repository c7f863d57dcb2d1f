import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import type { FaultReason } from "../../src/adapter.ts";
import { speaksTls } from "../../src/http/speaks-tls.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";

const asked = (answer: ScriptedAnswer): Effect.Effect<boolean> =>
  speaksTls(scriptedAdapter({ request: () => answer }).adapter, "http://head:8265", {});
const fault = (reason: FaultReason, message: string, cause?: unknown): ScriptedAnswer => ({
  fault: reason,
  message,
  cause,
});
const coded = (code: string, cause?: unknown): Error => Object.assign(new Error("failed", { cause }), { code });

describe("whether a plain http origin speaks TLS", () => {
  it.effect("asks for its root by https, and leaves no connection behind", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({ status: 500, body: [{ silence: true }] }) });
      assert.isTrue(yield* speaksTls(script.adapter, "http://http-head:8265", { "user-agent": "mine/1" }));
      const [request] = script.requests;
      assert.strictEqual(request?.url.href, "https://http-head:8265/");
      assert.strictEqual(request?.method, "GET");
      assert.deepStrictEqual(request?.headers, { "user-agent": "mine/1" });
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect.each([
    "self-signed certificate",
    "self signed",
    "SELFSIGNED",
    "unknown issuer",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "alert number 40",
  ])("%s shows a certificate, in the message or in the code of a cause", (words) =>
    Effect.gen(function* () {
      assert.isTrue(yield* asked(fault("tls", words)));
      assert.isTrue(yield* asked(fault("tls", "failed", new Error(words))));
      assert.isTrue(yield* asked(fault("tls", "failed", coded(words))));
      assert.isTrue(yield* asked(fault("tls", "failed", coded("X", coded(words)))));
      assert.isFalse(yield* asked(fault("reset", words)));
    }),
  );

  it.effect("no answer in TLS, and words of nothing, are no TLS", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* asked(fault("tls", "wrong version number")));
      assert.isFalse(yield* asked(fault("tls", "sent: c", new Error("ert"))));
      assert.isFalse(yield* asked(fault("refused", "x")));
      assert.isFalse(yield* asked(fault("tls", "x", { message: "certificate" })));
      assert.isFalse(yield* asked(fault("tls", "x", Object.assign(new Error("y"), { code: ["cert"] }))));
    }),
  );

  it.effect("reads six causes and no more", () =>
    Effect.gen(function* () {
      const chain = (depth: number): Error =>
        depth === 0 ? new Error("certificate") : new Error("outer", { cause: chain(depth - 1) });
      assert.isTrue(yield* asked(fault("tls", "x", chain(4))));
      assert.isFalse(yield* asked(fault("tls", "x", chain(5))));
      const round = new Error("outer");
      round.cause = round;
      assert.isFalse(yield* asked(fault("tls", "x", round)));
    }),
  );

  it.effect("takes three seconds at most, and then ends the request", () =>
    Effect.gen(function* () {
      const script = scriptedAdapter({ request: () => ({ silence: true }) });
      const fiber = yield* Effect.forkChild(speaksTls(script.adapter, "http://head", {}));
      yield* TestClock.adjust(2_999);
      assert.isUndefined(fiber.pollUnsafe());
      assert.strictEqual(script.open(), 1);
      yield* TestClock.adjust(1);
      assert.isFalse(yield* Fiber.join(fiber));
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
      assert.strictEqual(script.open(), 0);
    }),
  );
});
