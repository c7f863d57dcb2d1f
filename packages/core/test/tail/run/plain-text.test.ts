import { Effect, type Scope } from "effect";
import { describe, expect, it } from "vitest";
import { ConnectionFailed, type JobwireError } from "../../../src/errors.ts";
import type { PlainAnswer } from "../../../src/tail/backend.ts";
import { PlainText } from "../../../src/tail/run/plain-text.ts";
import { type OwnText, withText } from "./text-of.ts";

type Opening = Effect.Effect<PlainAnswer, JobwireError, Scope.Scope>;

/** A response with these pieces, then its end or a failure. */
const pieces = (...all: ReadonlyArray<string | JobwireError>): Opening =>
  Effect.sync(() => {
    let taken = 0;
    return {
      pull: Effect.suspend(() => {
        const piece = all[taken++];
        return piece instanceof Error ? Effect.fail(piece) : Effect.succeed(piece);
      }),
    };
  });

/** Runs a test with a plain log whose responses have these pieces. */
const withPlain = <A>(
  opening: Opening,
  test: (it: { plain: PlainText } & OwnText) => Effect.Effect<A, unknown>,
  settings?: Parameters<typeof withText>[1],
): Promise<A> => withText((own) => test({ plain: new PlainText("job x", opening, own.text), ...own }), settings);

describe("a read of the plain log", () => {
  it("emits its lines and counts the known text", async () => {
    await withPlain(pieces("a\nb", "\nc"), ({ plain, taken }) =>
      Effect.gen(function* () {
        expect(yield* plain.read(false)).toEqual({ newText: true, empty: false, rereadUnits: 0 });
        expect(yield* taken).toEqual(["a", "b"]);
        expect(yield* plain.read(false)).toEqual({ newText: false, empty: false, rereadUnits: 5 });
        expect(yield* taken).toEqual([]);
      }),
    );
  });

  it("of a log without text is empty", async () => {
    for (const opening of [pieces(), pieces("", "")])
      await withPlain(opening, ({ plain }) =>
        Effect.map(plain.read(true), (read) => expect(read).toEqual({ newText: false, empty: true, rereadUnits: 0 })),
      );
  });

  it("uses another response when it has one", async () => {
    await withPlain(Effect.never, ({ plain, taken }) =>
      Effect.gen(function* () {
        yield* plain.read(false, { opening: pieces("a\n") });
        expect(yield* taken).toEqual(["a"]);
      }),
    );
  });

  it.each([
    ["a\uFFFD", 1],
    ["a\uFFFD\uFFFD\uFFFD", 1],
    ["a\uFFFD\uFFFD\uFFFD\uFFFD", 2],
    ["\uFFFDa", 2],
    ["\uFFFD", 0],
  ])("leaves a part of a character at the end of a running log for later: %j", async (log, units) => {
    await withPlain(pieces(log), ({ plain, text }) =>
      Effect.gen(function* () {
        expect(yield* plain.read(false)).toMatchObject({ newText: units > 0, empty: false });
        expect(text.cursor.received.units).toBe(units);
        expect(yield* plain.read(true)).toMatchObject({ newText: units < log.length, empty: false });
        expect(text.cursor.received.units).toBe(log.length);
      }),
    );
  });

  it("joins a part of a character with the next piece", async () => {
    await withPlain(pieces("a\uFFFD", "\uFFFD", "b\n"), ({ plain, taken }) =>
      Effect.gen(function* () {
        yield* plain.read(false);
        expect(yield* taken).toEqual(["a\uFFFD\uFFFDb"]);
      }),
    );
  });

  it("fails when the log is shorter than the text that the tail has", async () => {
    await withPlain(pieces("a\n"), ({ plain, receive }) =>
      Effect.gen(function* () {
        yield* receive("a\nbc\n");
        expect(yield* Effect.flip(plain.read(true))).toMatchObject({
          _tag: "ServerError",
          reason: "short-log",
          statusCode: 200,
          message:
            "The whole log of job x is shorter than the part that was read before. The server may be unable to find the file now.",
        });
      }),
    );
  });

  it("keeps the text before a cut, and fails with the cut", async () => {
    const reset = new ConnectionFailed({ reason: "reset", message: "reset" });
    await withPlain(pieces("a\nb", reset), ({ plain, taken }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(plain.read(true))).toBe(reset);
        expect(yield* taken).toEqual(["a"]);
      }),
    );
  });

  it("counts each piece as one message", async () => {
    await withPlain(
      pieces("a\n", "b\n", "c\n"),
      ({ plain, taken }) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(plain.read(true));
          expect(error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "messages" });
          expect(yield* taken).toEqual(["a", "b"]);
        }),
      { limits: { maxMessages: 2 } },
    );
  });
});

describe("the plain log of an ended job", () => {
  it.each([
    ["", ""],
    ["a\n", "a\n"],
    ["a\nb", "a\nb"],
    ["a\n", "a\nb\nc\uFFFD"],
    ["", "a"],
  ])("has the lines that the live source returned, and more: %j, then %j", async (live, log) => {
    await withPlain(pieces(log), ({ plain, receive, text }) =>
      Effect.gen(function* () {
        if (live.length > 0) yield* receive(live);
        expect(yield* plain.readToEnd(true)).toMatchObject({ newText: log.length > live.length, empty: log === "" });
        expect(text.cursor.received.units).toBe(log.replaceAll("\n", "").length);
      }),
    );
  });

  it("shows that the live source broke up lines", async () => {
    await withPlain(pieces("ab\n", "cd"), ({ plain, receive }) =>
      Effect.gen(function* () {
        yield* receive("a\nb\ncd");
        expect(yield* Effect.flip(plain.readToEnd(true))).toMatchObject({
          _tag: "LogReset",
          reason: "different-lines",
          message:
            "The live log of job x had 3 lines, and its plain log has 2: the live source left out lines or broke them up. Start again without `from`, or read the plain log.",
        });
      }),
    );
  });

  it("shows nothing about lines when the tail passed over some", async () => {
    await withPlain(pieces("ab\n", "cd"), ({ plain, receive }) =>
      Effect.gen(function* () {
        yield* receive("a\nb\ncd");
        expect(yield* plain.readToEnd(false)).toEqual({ newText: false, empty: false, rereadUnits: 5 });
      }),
    );
  });
});
