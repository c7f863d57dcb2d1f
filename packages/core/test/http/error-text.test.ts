import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import { describeStatus } from "../../src/http/describe-status.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";
const token = "hunter2-hunter2-hunter2";
/** Bytes of an error's body that the client reads. */
const maxBytes = 65_536;

const failure = (answer: ScriptedAnswer, gzip = false): Effect.Effect<JobwireError> => {
  const http = makeHttp(scriptedAdapter({ request: () => answer }).adapter, {
    baseUrl: address,
    describe: (refused) => describeStatus(refused, "refused"),
    token,
    gzip,
  });
  return http.send(new Request(`${address}/x`)).pipe(Effect.flip, Effect.orDie);
};

const textOf = (body: string): Effect.Effect<string> =>
  Effect.map(failure({ status: 500, body }), (error) => error.serverText ?? "");

describe("the text of an error", () => {
  it.effect("that is cut at 64 KiB shows no part of a secret at the cut", () =>
    Effect.gen(function* () {
      for (const shown of [4, 8, 12]) {
        for (const letter of ["x", "é", "한"]) {
          const room = maxBytes - shown;
          const letters = Math.floor(room / new TextEncoder().encode(letter).byteLength);
          const filler = letter.repeat(letters);
          const padding = ".".repeat(room - new TextEncoder().encode(filler).byteLength);
          const text = yield* textOf(`${filler}${padding}${token}`);
          assert.isAbove(text.length, 20_000);
          assert.notInclude(text, "hunt", `${shown} characters of the token after "${letter}"`);
        }
      }
    }),
  );

  it.effect("that began with a byte order mark and is cut shows none, either", () =>
    Effect.gen(function* () {
      const text = yield* textOf(`\ufeff${"x".repeat(maxBytes - 3 - 8)}${token}`);
      assert.isAbove(text.length, 65_000);
      assert.notInclude(text, "hunt");
    }),
  );

  it.effect("that is whole keeps an end that only looks like a part of a secret", () =>
    Effect.gen(function* () {
      for (const length of [10, 25_000, 65_000]) {
        const body = `${"x".repeat(length)}hunt`;
        assert.strictEqual(yield* textOf(body), body);
      }
    }),
  );

  it.effect("is read as it is where packed responses are allowed, too", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failure({ status: 500, body: "plain words" }, true)).serverText, "plain words");
    }),
  );
});

describe("an encoding that the client did not allow", () => {
  it.effect("is refused, also where gzip is allowed", () =>
    Effect.gen(function* () {
      for (const gzip of [true, false]) {
        const error = yield* failure({ headers: { "content-encoding": "br" }, body: "{}" }, gzip);
        assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "encoding"]);
        assert.include(error.message, "br");
      }
    }),
  );
});
