import { assert, describe, it } from "@effect/vitest";
import { Effect, Schema } from "effect";
import { ConnectionFailed } from "../../src/errors.ts";
import { askJson, type JsonRequest } from "../../src/http/ask-json.ts";
import { decodeJson } from "../../src/http/decode-json.ts";
import { describeStatus } from "../../src/http/describe-status.ts";
import type { Http } from "../../src/http/http.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";

const decode = decodeJson(Schema.Struct({ id: Schema.String }));

const asked = (request: JsonRequest, answer: ScriptedAnswer = { json: { id: "a" } }) => {
  const script = scriptedAdapter({ request: () => answer });
  const http = makeHttp(script.adapter, {
    baseUrl: "http://127.0.0.1:8265/prefix",
    describe: (refused) => describeStatus(refused, refused.text),
  });
  return { result: askJson(http, "the job", request, decode), requests: script.requests };
};

describe("a request with JSON", () => {
  it.effect("goes below the base URL with its body and its type, and is read by the decoder", () =>
    Effect.gen(function* () {
      for (const [contentType, type] of [
        [undefined, "application/json"],
        ["application/merge-patch+json", "application/merge-patch+json"],
      ] as const) {
        const { result, requests } = asked({
          method: "PATCH",
          path: "/jobs/a",
          body: { a: [1] },
          ...(contentType === undefined ? {} : { contentType }),
        });
        assert.deepStrictEqual(yield* result, { id: "a" });
        assert.deepInclude(requests[0], { method: "PATCH", body: '{"a":[1]}' });
        assert.strictEqual(requests[0]?.url.href, "http://127.0.0.1:8265/prefix/jobs/a");
        assert.strictEqual(requests[0]?.headers["content-type"], type);
      }
    }),
  );

  it.effect("has neither body nor type without one", () =>
    Effect.gen(function* () {
      const { result, requests } = asked({ method: "GET", path: "/jobs/a" });
      assert.deepStrictEqual(yield* result, { id: "a" });
      assert.deepInclude(requests[0], { method: "GET", body: undefined });
      assert.notProperty(requests[0]?.headers, "content-type");
    }),
  );

  it.effect("is sent once, and fails with the error of its status or of its content", () =>
    Effect.gen(function* () {
      const missing = asked({ method: "DELETE", path: "/jobs/a" }, { status: 404, body: "no such job" });
      assert.strictEqual((yield* Effect.flip(missing.result))._tag, "NotFound");
      const odd = asked({ method: "GET", path: "/jobs/a" }, { json: { id: 7 } });
      const error = yield* Effect.flip(odd.result);
      assert.deepInclude(error, { _tag: "BadResponse", reason: "shape" });
      assert.isTrue(error.message.startsWith("the job: "));
      const down = asked({ method: "GET", path: "/jobs/a" }, { status: 503 });
      yield* Effect.flip(down.result);
      assert.deepStrictEqual(
        [missing, odd, down].map(({ requests }) => requests.length),
        [1, 1, 1],
      );
    }),
  );

  it.effect("whose content breaks off fails with that failure, or with one that names the request", () =>
    Effect.gen(function* () {
      const broken = (cause: Error): Effect.Effect<unknown> => {
        const body = new ReadableStream({ start: (controller) => controller.error(cause) });
        const http = {
          baseUrl: "http://127.0.0.1:8265",
          send: () => Effect.succeed(new Response(body)),
        } as unknown as Http;
        return askJson(http, "the job", { method: "GET", path: "/" }, decode).pipe(Effect.flip, Effect.orDie);
      };
      const lost = new ConnectionFailed({ message: "lost", reason: "reset" });
      assert.strictEqual(yield* broken(lost), lost);
      const cause = new TypeError("terminated");
      const error = yield* broken(cause);
      assert.deepInclude(error, { _tag: "BadResponse", reason: "unknown", cause });
      assert.isTrue((error as Error).message.startsWith("the job: "));
      assert.isAbove((error as Error).message.length, "the job: ".length);
    }),
  );
});
