import { assert, describe, it } from "@effect/vitest";
import { Effect, Stream } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { EffectTailOptions } from "../../src/ray/effects.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { refuseTruncated } from "../../src/ray/refuse-truncated.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const mebibyte = 1024 * 1024;
const line = `${"x".repeat(1023)}\n`;
const kibibytes = (count: number): string => line.repeat(count);
const markOf = (cap: string, total: string): string => `[LOG TRUNCATED — showing last ${cap} of ${total} total]\n`;
const real = markOf("16 MiB", "20.3 MiB");

/** The text that is returned piece by piece, or the reason of the error. */
const readOf = (text: string, pieceUnits: number) =>
  Effect.gen(function* () {
    let at = 0;
    const pull = Effect.sync(() => {
      if (at >= text.length) return undefined;
      const piece = text.slice(at, at + pieceUnits);
      at += pieceUnits;
      return piece;
    });
    const log = refuseTruncated({ pull }, "log of job a");
    const pieces: Array<string> = [];
    for (;;) {
      const piece = yield* log.pull;
      if (piece === undefined) return { text: pieces.join(""), pieces: pieces.length };
      pieces.push(piece);
    }
  }).pipe(Effect.catch((error: JobwireError) => Effect.succeed({ error: [error._tag, error.reason], yielded: 0 })));

describe("the end of a log above Ray's limit", () => {
  it.effect.each<[string, string]>([
    ["at Ray's own limit", real + kibibytes(16 * 1024 - 3)],
    ["with a long line cut off", real + kibibytes(9 * 1024)],
    ["at a smaller limit", markOf("1 MiB", "5.0 MiB") + kibibytes(1023)],
    ["at a limit below half a MiB", markOf("0 MiB", "0.5 MiB") + kibibytes(3)],
    ["of gibibytes", markOf("16 MiB", "2.1 GiB") + kibibytes(16 * 1024 - 1)],
    ["at a larger limit", markOf("64 MiB", "2.1 GiB") + kibibytes(63 * 1024)],
    ["with other words", `[LOG TRUNCATED] only the end\n${kibibytes(9 * 1024)}`],
    ["with a line that never ends", `[LOG TRUNCATED ${"y".repeat(9 * mebibyte)}`],
    ["in another script", real + "日本語".repeat(mebibyte)],
    ["whose last line alone is above it", real],
    ["whose last line alone is above it, without a newline", real.trimEnd()],
  ])("is an error before any of it is yielded: %s", ([, text]) =>
    Effect.gen(function* () {
      for (const pieceUnits of [7, 65_536]) {
        // Single units of megabytes take too long, and the first units decide.
        if (pieceUnits === 7 && text.length > mebibyte * 2) continue;
        assert.deepStrictEqual<unknown>(yield* readOf(text, pieceUnits), {
          error: ["ServerError", "truncated-log"],
          yielded: 0,
        });
      }
    }),
  );

  it.effect.each<[string, string]>([
    ["empty", ""],
    ["a newline", "\n"],
    ["a part of the words", "[LOG TRUNC"],
    ["other words in brackets", "[LOG ROTATED]\nline\n"],
    ["the words later", `first\n${real}last\n`],
    ["the words as the first line that the job prints", `${real}one\ntwo\n`],
    ["the words, and a log below the limit", real + kibibytes(2_000)],
  ])("is not seen in the log of a job itself: %s", ([, text]) =>
    Effect.gen(function* () {
      for (const pieceUnits of [1, 7, 65_536])
        assert.strictEqual((yield* readOf(text, pieceUnits) as Effect.Effect<{ text?: string }>).text, text);
    }),
  );

  it.effect("costs a log that begins otherwise nothing: its pieces stay as they are", () =>
    Effect.gen(function* () {
      const read = yield* readOf(kibibytes(1_000), 1_000);
      assert.deepInclude(read, { pieces: 1_024 });
    }),
  );
});

describe("a job whose plain log is truncated", () => {
  const lines = Array.from({ length: 9 * 1024 }, (_, n) => `${n} ${"x".repeat(1_000)}`);
  const log = `${lines.join("\n")}\n`;
  const plain = real + log.slice(log.indexOf("\n") + 1);
  const forbidden: ScriptedAnswer = { status: 403, body: "Forbidden" };

  const read = (by: "tail" | "getLogs", file: ScriptedAnswer, options: EffectTailOptions = {}) =>
    Effect.gen(function* () {
      const script = scriptedAdapter({
        request: ({ url }) => {
          switch (url.pathname) {
            case "/api/version":
              return { json: { version: "4", ray_version: "2.62.0", ray_commit: "c", session_name: "s" } };
            case "/api/jobs/a":
              return { json: { ...wireJob("a", "SUCCEEDED"), driver_node_id: "n1" } };
            case "/api/jobs/a/logs":
              return { json: { logs: plain } };
            case "/api/v0/nodes":
              return { json: wireNodes([{ id: "n1", state: "ALIVE" }]) };
            default:
              return file;
          }
        },
      });
      const ray = yield* makeRay(script.adapter, { address: "http://127.0.0.1:8265" });
      const got: Array<string> = [];
      const end = yield* outcomeOf<unknown, JobwireError>(
        by === "tail"
          ? Stream.runForEach(ray.jobs.tailLogs("a", options), (batch) =>
              Effect.sync(() => void got.push(...batch.lines)),
            )
          : Effect.map(ray.jobs.getLogs("a"), (text) => void got.push(...text.split("\n").slice(0, -1))),
      );
      return { lines: got, error: end as JobwireError | undefined, requests: script.requests.length };
    }).pipe(Effect.scoped);

  it.effect("is read by its file", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        const end = yield* read(by, { body: log });
        assert.isUndefined(end.error);
        assert.strictEqual(end.lines.length, lines.length);
        assert.strictEqual(end.lines[0], lines[0]);
      }
    }),
  );

  it.effect("fails at once where the file is refused, and yields nothing", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        for (const options of [{}, { follow: false }, { tail: 5 }]) {
          const end = yield* read(by, forbidden, options);
          assert.deepInclude(end.error, { _tag: "ServerError", reason: "truncated-log" });
          assert.deepStrictEqual(end.lines, []);
          assert.isAtMost(end.requests, 8);
        }
      }
    }),
  );
});
