import { type Cause, Effect, Exit, Fiber, type Scope } from "effect";
import { TestClock } from "effect/testing";
import { describe, expect, it } from "vitest";
import { type JobwireError, LogReset } from "../../../src/errors.ts";
import type { TailBatch } from "../../../src/tail/options.ts";
import { ByteSession } from "../../../src/tail/text/byte-session.ts";
import { attempt, makeTailText, type TailText, type TextSettings } from "../../../src/tail/text/tail-text.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { capacityOf, takeWaiting } from "./take-waiting.ts";
import { utf8 } from "../../support/log-text.ts";

interface Made {
  readonly text: TailText;
  /** The batches emitted since the last call. */
  readonly emitted: Effect.Effect<ReadonlyArray<TailBatch>, JobwireError | Cause.Done>;
}

/** Runs a program with the text of a tail, whose consumer is slow after 1,000 ms. */
const withText = <A, E>(
  settings: Partial<TextSettings> & { readonly room?: number },
  program: (made: Made) => Effect.Effect<A, E, Scope.Scope>,
): Promise<A> =>
  Effect.gen(function* () {
    const { room = 100, ...rest } = settings;
    const capacity = capacityOf(room);
    const text = yield* makeTailText({ messages: "received", slowReaderMs: 1_000, tail: undefined, capacity, ...rest });
    return yield* program({ text, emitted: takeWaiting(text.batches) });
  }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise);

const texts = (batches: ReadonlyArray<TailBatch>): ReadonlyArray<string> => batches.map(({ text }) => text);

describe("the text of a tail", () => {
  it("comes out by whole lines, from one source after the other", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        const file = new ByteSession(text.cursor);
        expect(yield* text.take(file, utf8("ab\nc"))).toBe(true);
        expect(texts(yield* emitted)).toEqual(["ab\n"]);
        expect(text.holdsPart).toBe(true);
        expect(text.lines).toBe(1);
        expect(text.lineEnd).toEqual({ units: 2, newlines: 1 });
        expect(text.cursor.received).toEqual({ units: 3, newlines: 0 });
        const live = new TextSession(text.cursor);
        expect(yield* text.take(live, "ab\nc")).toBe(false);
        expect(yield* text.take(live, "d\n")).toBe(true);
        const [batch] = yield* emitted;
        expect(batch).toMatchObject({ text: "cd\n", position: { lines: 2, units: 4, newlines: 1 } });
        expect(text.position).toEqual(batch?.position);
        expect(text.holdsPart).toBe(false);
      }),
    ));

  it("can be added in pieces before anything is emitted", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        const session = new TextSession(text.cursor);
        expect(["a\n", "b\n", ""].map((piece) => text.add(session, piece))).toEqual([true, true, false]);
        expect(yield* emitted).toEqual([]);
        expect(text.position).toMatchObject({ lines: 0 });
        yield* text.emit();
        expect(texts(yield* emitted)).toEqual(["a\nb\n"]);
        yield* text.emit();
        expect(yield* emitted).toEqual([]);
      }),
    ));

  it("continues at the position of an earlier tail", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        yield* text.take(new ByteSession(text.cursor), utf8("ab\ncd\ne"));
        const [batch] = yield* emitted;
        const from = JSON.parse(JSON.stringify(batch?.position));
        expect(from.anchor).toMatchObject({ bytes: 6, rawLines: 2 });
        yield* Effect.promise(() =>
          withText({ from }, (next) =>
            Effect.gen(function* () {
              expect(next.text.position).toEqual(from);
              expect(next.text.lines).toBe(2);
              yield* next.text.take(new ByteSession(next.text.cursor), utf8("ef\n"));
              const batches = yield* next.emitted;
              expect(batches).toMatchObject([{ text: "ef\n", position: { lines: 3, units: 6, newlines: 1 } }]);
              expect(batches[0]?.position.anchor).toMatchObject({ bytes: 9, rawLines: 3 });
            }),
          ),
        );
      }),
    ));

  it("fails with a replay of another log, and emits nothing of it", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        yield* text.take(new ByteSession(text.cursor), utf8("ab\ncd\n"));
        yield* emitted;
        const error = yield* Effect.flip(text.take(new TextSession(text.cursor), "ab\nXX\nef\n"));
        expect(error).toMatchObject({ _tag: "LogReset", reason: "different-text" });
        expect(yield* emitted).toEqual([]);
      }),
    ));
});

describe("the end of the text", () => {
  it("ends the unfinished line", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        yield* text.take(new TextSession(text.cursor), "ab\nc");
        yield* text.finish(undefined);
        expect(texts(yield* emitted)).toEqual(["ab\n", "c\n"]);
        expect(text.holdsPart).toBe(false);
        expect(text.lines).toBe(2);
      }),
    ));

  it("shows an unfinished character of the file", () =>
    withText({}, ({ text, emitted }) =>
      Effect.gen(function* () {
        const session = new ByteSession(text.cursor);
        yield* text.take(session, utf8("ab\n한").subarray(0, 5));
        yield* text.finish(session);
        expect(texts(yield* emitted)).toEqual(["ab\n", "\uFFFD\n"]);
        expect(text.cursor.received).toEqual({ units: 3, newlines: 0 });
      }),
    ));

  it("releases the last N lines, of which the unfinished line is one", () =>
    withText({ tail: 2 }, ({ text, emitted }) =>
      Effect.gen(function* () {
        yield* text.take(new TextSession(text.cursor), "a\nb\nc\nd");
        expect(text.position).toBeUndefined();
        expect(yield* emitted).toEqual([]);
        yield* text.finish(undefined);
        const batches = yield* emitted;
        expect(texts(batches).join("")).toBe("c\nd\n");
        expect(batches.at(-1)?.position).toMatchObject({ lines: 2, units: 4 });
        expect(text.lines).toBe(2);
      }),
    ));
});

describe("the last N lines of a running job", () => {
  it("come out when the tail has read the log once, and the unfinished one with its end", () =>
    withText({ tail: 2 }, ({ text, emitted }) =>
      Effect.gen(function* () {
        const session = new TextSession(text.cursor);
        yield* text.take(session, "a\nb\nc\nd");
        yield* text.release();
        expect(yield* emitted).toMatchObject([{ text: "c\n", position: { lines: 1, units: 3 } }]);
        expect(text.position).toMatchObject({ lines: 1, units: 3 });
        yield* text.take(session, "e\n");
        expect(texts(yield* emitted)).toEqual(["de\n"]);
      }),
    ));

  it("are read again from another source after a restart", () =>
    withText({ tail: 1 }, ({ text, emitted }) =>
      Effect.gen(function* () {
        yield* text.take(new TextSession(text.cursor), "a\nb");
        text.restart(false);
        expect(text.cursor.received).toEqual({ units: 0, newlines: 0 });
        expect(text.holdsPart).toBe(false);
        expect(text.position).toBeUndefined();
        yield* text.take(new TextSession(text.cursor), "y\nz\n");
        yield* text.release();
        // The log's start was not read, so the tail knows no position in the file.
        expect(yield* emitted).toMatchObject([{ text: "z\n", position: { lines: 1, anchor: null } }]);
      }),
    ));

  it("have a position in the file when a restart reads its start", () =>
    withText({ tail: 1 }, ({ text, emitted }) =>
      Effect.gen(function* () {
        text.restart(true);
        yield* text.take(new ByteSession(text.cursor), utf8("y\nz\n"));
        yield* text.release();
        const [batch] = yield* emitted;
        expect(batch).toMatchObject({ text: "z\n", position: { anchor: { bytes: 4, rawLines: 2 } } });
      }),
    ));

  it("leave the position at the restart's start when no line follows", () =>
    withText({ tail: 1 }, ({ text }) =>
      Effect.gen(function* () {
        text.restart(false);
        yield* text.release();
        expect(text.position).toMatchObject({ lines: 0, units: 0, anchor: null });
      }),
    ));
});

describe("the raw lines from the anchor to the end of the text", () => {
  it("are the lines since the anchor, times the raw lines for each line before it", () =>
    withText({}, ({ text }) =>
      Effect.gen(function* () {
        expect(text.rawLinesAhead).toBe(0);
        const live = new TextSession(text.cursor);
        yield* text.take(live, "a\nb\nc\n");
        expect(text.rawLinesAhead).toBe(3);
        // Four lines of the text are two of the file.
        yield* text.take(new ByteSession(text.cursor), utf8("a\rb\nc\rd\n"));
        expect(text.cursor.anchor.rawLines).toBe(2);
        expect(text.rawLinesAhead).toBe(0);
        const more = new TextSession(text.cursor, { from: text.cursor.received });
        yield* text.take(more, "e\nf\ng\nh\n");
        expect(text.rawLinesAhead).toBe(2);
        yield* text.take(more, "i\n");
        expect(text.rawLinesAhead).toBe(3);
      }),
    ));

  it("are none where the file was read further than the lines", () =>
    withText({}, ({ text }) =>
      Effect.gen(function* () {
        text.add(new ByteSession(text.cursor), utf8("a\nb\n"));
        expect(text.rawLinesAhead).toBe(0);
        yield* text.emit();
        expect(text.rawLinesAhead).toBe(0);
      }),
    ));

  it("count lines that `tail: N` does not yield as well", () =>
    withText({ tail: 1 }, ({ text }) =>
      Effect.gen(function* () {
        yield* text.take(new TextSession(text.cursor), "a\nb\nc\n");
        yield* text.release();
        expect(text.lines).toBe(1);
        expect(text.rawLinesAhead).toBe(3);
      }),
    ));
});

describe("limits of a tail", () => {
  it("end it at an unfinished line that is too long to hold, after the whole lines", () =>
    withText({ limits: { maxHeldLineBytes: 5 } }, ({ text, emitted }) =>
      Effect.gen(function* () {
        const session = new TextSession(text.cursor);
        yield* text.take(session, "ab\n12345");
        expect(texts(yield* emitted)).toEqual(["ab\n"]);
        const error = yield* Effect.flip(text.take(session, "\ncd\n123456"));
        expect(error).toMatchObject({ _tag: "StreamLimitExceeded", reason: "message-bytes" });
        expect(texts(yield* emitted)).toEqual(["12345\ncd\n"]);
      }),
    ));

  it("count messages and shortened lines", () =>
    withText({ limits: { maxMessages: 1, maxLineBytes: 2 } }, ({ text, emitted }) =>
      Effect.gen(function* () {
        expect(text.shortened).toBeUndefined();
        expect(text.countMessage()).toBeUndefined();
        expect(text.countMessage()).toMatchObject({ reason: "messages" });
        yield* text.take(new TextSession(text.cursor), "abc\n");
        expect(texts(yield* emitted)).toEqual(["ab\n"]);
        expect(text.shortened).toEqual({ truncated: 1, skipped: 0, bytesLeftOut: 1 });
      }),
    ));
});

describe("a slow consumer of a tail", () => {
  it("delays the end, and counts as slow until another source begins", () =>
    withText({ room: 1 }, ({ text, emitted }) =>
      Effect.gen(function* () {
        const session = new TextSession(text.cursor);
        yield* text.take(session, "a\n");
        expect(text.isSlow).toBe(false);
        const taking = yield* Effect.forkChild(text.take(session, "b\n"));
        yield* TestClock.adjust(1_000);
        expect(yield* Fiber.join(taking)).toBe(true);
        expect(text.isSlow).toBe(true);
        text.restartClock();
        expect(text.isSlow).toBe(false);
        const settling = yield* Effect.forkChild(text.settled());
        yield* TestClock.adjust(100_000);
        expect(settling.pollUnsafe()).toBeUndefined();
        expect(texts(yield* emitted).join("")).toMatch(/^a\n/);
        yield* TestClock.adjust(0);
        expect(settling.pollUnsafe()).toEqual(Exit.succeed(undefined));
        expect(text.position).toMatchObject({ lines: 2 });
      }),
    ));
});

describe("a step that may throw", () => {
  it("returns its result, or fails with an error of the family", async () => {
    expect(attempt(() => 5)).toBe(5);
    const reset = new LogReset({ reason: "different-text", message: "other text" });
    const failed = attempt(() => {
      throw reset;
    });
    expect(await Effect.runPromise(Effect.flip(failed))).toBe(reset);
  });

  it("throws any other error: it is a fault of the program", () => {
    expect(() =>
      attempt(() => {
        throw new TypeError("a fault");
      }),
    ).toThrow(TypeError);
  });
});
