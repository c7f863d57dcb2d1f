import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { BadResponse, type JobwireError } from "../../src/errors.ts";
import { decodedText } from "../../src/http/decoded-text.ts";
import type { HttpStream } from "../../src/http/http.ts";
import { JsonStringError, makeJsonStringStream } from "../../src/http/json-string-stream.ts";
import { refusePage } from "../../src/http/refuse-page.ts";

const label = "GET http://head/api/v0/logs/file";
const encoder = new TextEncoder();

/** A response whose body is `pieces`, and how many of them were pulled. */
const responseOf = (
  pieces: ReadonlyArray<string>,
  contentType: string | undefined = "text/html",
): { readonly answer: HttpStream; readonly pulls: () => number } => {
  let next = 0;
  const pull = Effect.sync(() => {
    const piece = pieces[next];
    next += 1;
    return piece === undefined ? undefined : encoder.encode(piece);
  });
  const headers: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType };
  return { answer: { status: 200, headers, pull } as unknown as HttpStream, pulls: () => next };
};

const readAll = (answer: HttpStream): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    let text = "";
    for (;;) {
      const piece = yield* answer.pull;
      if (piece === undefined) return text;
      text += new TextDecoder().decode(piece);
    }
  });

describe("a log answered as text/html", () => {
  it.effect.each([
    ["text/html", "<!doctype html><p>Sign in"],
    ["TEXT/HTML; charset=utf-8", " \n<HTML>"],
    [" text/html", "<head>"],
    ["text/html", "<body class=x>"],
  ] as const)("is refused when it is a page: %s, %j", ([type, text]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        readAll(refusePage(responseOf([text.slice(0, 3), text.slice(3)], type).answer, label)),
      );
      assert.instanceOf(error, BadResponse);
      assert.strictEqual(error.reason, "page");
      assert.strictEqual(error.statusCode, 200);
      assert.include(error.message, label);
      assert.notInclude(error.message, "<");
      assert.include(error.serverText ?? "", text.trim().slice(0, 5));
    }),
  );

  it.effect.each([
    ["text/html", "plain line\n<html>\n"],
    ["text/html", "<bodyguard> said\n"],
    ["text/htmlx", "<html>"],
    ["text/plain", "<html>"],
    ["application/x-text/html", "<html>"],
    [undefined, "<html>"],
    ["text/html", ""],
  ] as const)("is read when it is none: %s, %j", ([type, text]) =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* readAll(refusePage(responseOf(text === "" ? [] : [text], type ?? "").answer, label)),
        text,
      );
    }),
  );

  it.effect("needs only its first 256 bytes to be known, and loses none of them", () =>
    Effect.gen(function* () {
      const pieces = Array.from({ length: 10 }, (_, index) => String(index).repeat(100));
      const { answer, pulls } = responseOf(pieces);
      const checked = refusePage(answer, label);
      const first = yield* checked.pull;
      assert.strictEqual(pulls(), 3);
      assert.strictEqual(new TextDecoder().decode(first), pieces.slice(0, 3).join(""));
      assert.strictEqual(yield* readAll(checked), pieces.slice(3).join(""));
    }),
  );

  it.effect("waits for no more once 256 bytes are there", () =>
    Effect.gen(function* () {
      const { answer, pulls } = responseOf(["x".repeat(256), "y"]);
      yield* refusePage(answer, label).pull;
      assert.strictEqual(pulls(), 1);
    }),
  );

  it.effect("that begins with a comment waits for 2048 bytes at most", () =>
    Effect.gen(function* () {
      for (const pieces of [
        ["<!--", "x".repeat(2_044), "more"],
        ["<!--", "x".repeat(3_000), "more"],
      ]) {
        const { answer, pulls } = responseOf(pieces);
        const checked = refusePage(answer, label);
        assert.strictEqual(new TextDecoder().decode(yield* checked.pull), pieces.slice(0, 2).join(""));
        assert.strictEqual(pulls(), 2);
        assert.strictEqual(yield* readAll(checked), "more");
      }
    }),
  );

  it.effect("that is empty has its end at once", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* refusePage(responseOf([]).answer, label).pull);
    }),
  );

  it("of another type is not looked at", () => {
    const { answer } = responseOf(["a"], "text/plain");
    assert.strictEqual(refusePage(answer, label), answer);
  });
});

describe("a text that comes in JSON", () => {
  const textOf = (pieces: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string | undefined>, JobwireError> =>
    Effect.gen(function* () {
      const { answer } = responseOf(pieces);
      const pull = decodedText({ ...answer, status: 206 } as HttpStream, label, makeJsonStringStream("logs"));
      const got: Array<string | undefined> = [];
      for (let count = 0; count < pieces.length + 3; count += 1) got.push(yield* pull);
      return got;
    });

  it.effect("is given piece by piece, then its rest, then its end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* textOf(['{"logs":"a', 'b"}']), ["a", "b", "", undefined, undefined]);
    }),
  );

  it.effect(
    "that breaks off or is no JSON is BadResponse, reason json, with its status, the cause and the text near by",
    () =>
      Effect.gen(function* () {
        const odd = yield* Effect.flip(textOf(['{"logs":7}']));
        assert.instanceOf(odd, BadResponse);
        assert.strictEqual(odd.reason, "json");
        assert.strictEqual(odd.statusCode, 206);
        assert.include(odd.message, label);
        assert.include(odd.message, '"logs" is not a string');
        assert.include(odd.message, ': {"logs":7}');
        assert.instanceOf(odd.cause, JsonStringError);
        const cut = yield* Effect.flip(textOf(['{"logs":"a']));
        assert.strictEqual(cut.reason, "json");
        assert.match(cut.message, /\)$/);
      }),
  );

  it.effect("whose decoder fails in another way says only that", () =>
    Effect.gen(function* () {
      const broken = (): string => {
        throw new Error("internal words");
      };
      const error = yield* Effect.flip(decodedText(responseOf(["x"]).answer, label, { push: broken, end: broken }));
      assert.strictEqual(error.reason, "json");
      assert.notInclude(error.message, "internal words");
      assert.match(error.message, /\([a-z ]{8,}\)$/);
    }),
  );
});
