import { assert, describe, it } from "@effect/vitest";
import { Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import { isPageText } from "../../src/http/is-page-text.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { refusePage } from "../../src/http/refuse-page.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";

const comment = `<!-- ${"rendered by the proxy ".repeat(40)}-->\n`;
const page = "<!DOCTYPE html><title>Sign in</title>";

describe("isPageText", () => {
  it.each([page, `\ufeff \n${page}`, "<HTML>", "<html lang='en'>", "<head>", "<body>", `${comment}${page}`])(
    "recognizes a page: %.40j",
    (text) => assert.isTrue(isPageText(text)),
  );

  it("recognizes a page after several comments", () => {
    assert.isTrue(isPageText(`<!--[if IE]>-->\n<!-- ${"=".repeat(1_500)}> -->${page}`));
  });

  it.each([
    "",
    "a line\n<html>",
    "<header>a tag of the job's own",
    "<htmlx>",
    comment,
    `${comment}step 1`,
    "<!-- without an end <html>",
    `${" ".repeat(2_000)}<html>`,
  ])("accepts any other text: %.40j", (text) => assert.isFalse(isPageText(text)));
});

/** Reads the log of a response with this body and content type. */
const readLog = (body: ReadonlyArray<string>, contentType: string): Effect.Effect<string, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const script = scriptedAdapter({ request: () => ({ body, headers: { "content-type": contentType } }) });
    const http = makeHttp(script.adapter, { baseUrl: "http://127.0.0.1:8265", describe: describeRay });
    const { pull } = refusePage(yield* http.stream("/log", { headMs: 1_000, idleMs: 1_000 }), "log of job a");
    const decoder = new TextDecoder();
    let text = "";
    for (let piece = yield* pull; piece !== undefined; piece = yield* pull) {
      text += decoder.decode(piece, { stream: true });
    }
    return text;
  });

/** One piece, and pieces of one byte. */
const cuts = (text: string): ReadonlyArray<ReadonlyArray<string>> => [[text], Array.from(text)];

describe("refusePage", () => {
  it.effect("refuses a page of the type text/html in place of a log, however its pieces are cut", () =>
    Effect.gen(function* () {
      for (const text of [page, `${comment}${page}`, `\n${comment}\n${comment.slice(0, 300)}-->${page}`]) {
        for (const body of cuts(text)) {
          const error = yield* Effect.flip(readLog(body, "text/html; charset=utf-8"));
          assert.deepInclude(error, { _tag: "BadResponse", reason: "page", statusCode: 200 });
          assert.match(error.message, /^log of job a: a proxy or another server sent a web page instead of the log/);
        }
      }
    }).pipe(Effect.scoped),
  );

  it.effect("returns any other text of the type text/html whole", () =>
    Effect.gen(function* () {
      for (const text of ["", "a line\n", `${"line\n".repeat(100)}${page}`, `${comment}${comment}${comment}`]) {
        for (const body of cuts(text)) assert.strictEqual(yield* readLog(body, "text/html"), text);
      }
    }).pipe(Effect.scoped),
  );

  it.effect("returns a log of another type whole, even if it looks like a page", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* readLog([page], "text/plain"), page);
    }).pipe(Effect.scoped),
  );
});
