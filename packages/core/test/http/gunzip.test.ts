import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { describeRay } from "../../src/ray/errors.ts";
import { gunzip, isGzip } from "../../src/http/gunzip.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";

const address = "http://127.0.0.1:8265";
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const gzip = async (data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );

const ask = (answer: ScriptedAnswer, allowed = true) => {
  const script = scriptedAdapter({ request: () => answer });
  const http = makeHttp(script.adapter, { baseUrl: address, describe: describeRay, gzip: allowed });
  const text = http
    .send(new Request(`${address}/x`, { headers: { "x-plain": "1" } }))
    .pipe(Effect.flatMap((response) => Effect.promise(() => response.text())));
  return { text, script };
};

describe("gunzip", () => {
  it.effect("unpacks data that spans many pieces", () =>
    Effect.gen(function* () {
      const random = crypto.getRandomValues(new Uint8Array(60_000));
      const packed = yield* Effect.promise(() => gzip(random));
      assert.isTrue(isGzip(packed));
      assert.isAbove(packed.byteLength, 3 * 16 * 1024);
      assert.deepStrictEqual(yield* gunzip(packed, "x", 60_000), random);
    }),
  );

  it.effect("stops a bomb at the limit", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(new Uint8Array(20_000_000)));
      const error = yield* Effect.flip(gunzip(packed, "GET there", 1_000_000));
      assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "too-large"]);
      assert.include(error.message, "GET there");
    }),
  );

  it.effect("refuses data that is damaged or cut at any byte", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(bytes("hello, hello, hello")));
      for (let length = 2; length < packed.byteLength; length++) {
        const error = yield* Effect.flip(gunzip(packed.slice(0, length), "x", 1000));
        assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "encoding"], `cut at ${length}`);
      }
      const damaged = packed.slice();
      damaged[packed.byteLength - 6] = (damaged[packed.byteLength - 6] ?? 0) ^ 0xff;
      assert.strictEqual((yield* Effect.flip(gunzip(damaged, "x", 1000))).reason, "encoding");
    }),
  );
});

describe("responses that may be packed", () => {
  it.effect("are requested, and read packed or not, whatever their headers say", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(bytes('{"a":1}')));
      for (const answer of [
        { headers: { "content-encoding": "gzip" }, body: [packed] },
        // A runtime that unpacked it, with and without the header.
        { headers: { "content-encoding": "gzip" }, body: '{"a":1}' },
        { body: '{"a":1}' },
      ]) {
        const { text, script } = ask(answer);
        assert.strictEqual(yield* text, '{"a":1}');
        assert.deepInclude(script.requests[0]?.headers, { "accept-encoding": "gzip", "x-plain": "1" });
      }
    }),
  );

  it.effect("may be errors, read as far as possible", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(bytes("boom")));
      const whole = yield* Effect.flip(ask({ status: 500, body: [packed] }).text);
      assert.deepStrictEqual([whole._tag, whole.serverText], ["ServerError", "boom"]);
      const cut = yield* Effect.flip(ask({ status: 503, body: [packed.slice(0, 12)] }).text);
      assert.deepStrictEqual([cut._tag, cut.statusCode], ["ServerError", 503]);
    }),
  );

  it.effect("are left as they are when the client declined them and no header names them", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(bytes("{}")));
      const script = scriptedAdapter({ request: () => ({ body: [packed] }) });
      const http = makeHttp(script.adapter, { baseUrl: address, describe: describeRay });
      const response = yield* http.send(new Request(`${address}/x`));
      assert.deepStrictEqual(new Uint8Array(yield* Effect.promise(() => response.arrayBuffer())), packed);
    }),
  );

  it.effect("are refused when the client declined them", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(bytes("{}")));
      const { text, script } = ask({ headers: { "content-encoding": "gzip" }, body: [packed] }, false);
      assert.strictEqual((yield* Effect.flip(text)).reason, "encoding");
      assert.strictEqual(script.requests[0]?.headers["accept-encoding"], "identity");
    }),
  );
});
