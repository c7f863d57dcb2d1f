import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { TestClock } from "effect/testing";
import { NotFound } from "../../../src/errors.ts";
import { monotonicMs } from "../../../src/monotonic.ts";
import type { LiveReader } from "../../../src/tail/live/live-reader.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { down, frames, garbled, liveParts, type LiveParts, revoked, tooMuch, taken } from "./live-parts.ts";

const known = "one\ntwo\n";
const beat = { maybe: "beat\n", kind: "typed", count: 1 };
const doubtful = { doubtful: "?" };
const complete = { complete: true } as const;

const dueNow = (reader: LiveReader) => Effect.map(monotonicMs, (now) => reader.due(now));

/** A reader whose connection's text is known to follow the known lines. */
const placedReader = (parts: LiveParts) =>
  Effect.gen(function* () {
    const reader = yield* parts.reader;
    yield* taken(reader, frames("first\n"));
    parts.server.plain = `${known}first\n`;
    yield* reader.look();
    return reader;
  });

describe("a new connection", () => {
  it.effect("makes the tail read the plain log after a quarter of a second of silence, once", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      assert.strictEqual(reader.nextAt, 250);
      assert.isUndefined(reader.due(249));
      yield* TestClock.adjust(250);
      assert.strictEqual(yield* dueNow(reader), "look");
      parts.server.plain = `${known}three\n`;
      assert.isFalse(reader.newText);
      assert.isUndefined(yield* reader.look());
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
      assert.isTrue(reader.newText);
      assert.deepStrictEqual(parts.statuses, [{ type: "resumed", source: "stream", rereadBytes: 8 }]);
      assert.strictEqual(reader.nextAt, 2_250);
      assert.isUndefined(reader.due(2_249));
      assert.strictEqual(reader.due(2_250), "status");
    }),
  );

  it.effect("gets no new text from a plain log without any", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      assert.isUndefined(yield* reader.look());
      assert.isFalse(reader.newText);
      assert.deepStrictEqual(parts.statuses, []);
    }),
  );

  it.effect("reads the status first when both are due", () =>
    Effect.gen(function* () {
      const reader = yield* (yield* liveParts({ known })).reader;
      assert.strictEqual(reader.due(2_000), "status");
    }),
  );

  it.effect("needs no look when it always begins with the first line", () =>
    Effect.gen(function* () {
      const reader = yield* (yield* liveParts({ known, replay: "always" })).reader;
      assert.strictEqual(reader.nextAt, 2_000);
      assert.isUndefined(reader.due(1_999));
    }),
  );

  it.effect("releases the lines held for the last N at the first look", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ tail: 2 });
      const reader = yield* parts.reader;
      parts.server.plain = "a\nb\nc\n";
      yield* reader.look();
      assert.deepStrictEqual(yield* parts.lines, ["b", "c"]);
    }),
  );

  it.effect("holds text of unknown position until the plain log shows it", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      assert.isUndefined(yield* taken(reader, frames("th", "ree\n")));
      assert.strictEqual(reader.nextAt, 100);
      assert.isTrue(reader.waits);
      assert.isFalse(reader.full);
      assert.deepStrictEqual(yield* parts.lines, []);
      parts.server.plain = `${known}three\n`;
      yield* TestClock.adjust(100);
      assert.strictEqual(yield* dueNow(reader), "look");
      assert.isUndefined(yield* reader.look());
      assert.isFalse(reader.waits);
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
      assert.isUndefined(yield* taken(reader, frames("four\n")));
      assert.deepStrictEqual(yield* parts.lines, ["three", "four"]);
      assert.isUndefined(reader.due(2_000));
    }),
  );

  it.effect("looks at once for the position of text that is as long as the known text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* TestClock.adjust(10);
      yield* taken(reader, frames(known));
      assert.strictEqual(yield* dueNow(reader), "look");
    }),
  );

  it.effect("looks again, less and less often, while the position stays unknown", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("three\n"));
      for (const wait of [1_000, 1_500]) {
        const now = yield* monotonicMs;
        assert.isUndefined(yield* reader.look());
        assert.isUndefined(reader.due(now + wait - 1));
        assert.isAtLeast(reader.nextAt, now + wait);
        assert.isTrue(reader.waits);
        yield* reader.readStatus();
        yield* TestClock.adjust(wait + 1);
        assert.strictEqual(yield* dueNow(reader), "look");
        yield* reader.readStatus();
      }
    }),
  );

  it.effect("reads its later held text soon after a position was found", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("three\n"));
      yield* reader.look();
      yield* reader.look();
      parts.server.plain = `${known}three\n`;
      yield* reader.look();
      yield* taken(reader, beat);
      yield* TestClock.adjust(5_000);
      yield* reader.readStatus();
      yield* reader.look();
      assert.isUndefined(reader.due(5_999));
      assert.strictEqual(reader.due(6_001), "look");
    }),
  );

  it.effect("is looked for again at once when a replay is as long as the text known at the first look", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts();
      const reader = yield* parts.reader;
      yield* taken(reader, frames("one\n"));
      assert.strictEqual(reader.nextAt, 25);
      yield* TestClock.adjust(25);
      parts.server.plain = `${known}three\n`;
      assert.isUndefined(yield* reader.look());
      assert.isTrue(reader.waits);
      yield* taken(reader, frames("two\n"));
      assert.isUndefined(yield* dueNow(reader));
      yield* taken(reader, frames("three\n"));
      assert.strictEqual(yield* dueNow(reader), "look");
      assert.isUndefined(yield* reader.look());
      assert.isFalse(reader.waits);
      assert.deepStrictEqual(yield* parts.lines, ["one", "two", "three"]);
    }),
  );

  it.effect("whose log repeats itself makes the next one look no sooner than it would itself", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const many = frames("same\n".repeat(20_000));
      const reader = yield* parts.reader;
      yield* taken(reader, many);
      assert.strictEqual(yield* dueNow(reader), "look");
      assert.strictEqual((yield* reader.look())?.left, "ambiguous");
      const next = yield* parts.reader;
      yield* taken(next, many);
      assert.isAtLeast(next.nextAt, 1_000);
    }),
  );

  it.effect("is left when it sends more than the tail holds, and the log repeats itself", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("same\n".repeat(20_000)));
      assert.isTrue(reader.full);
      const left = yield* reader.look();
      assert.strictEqual(left?.left, "ambiguous");
      assert.match(left?.detail ?? "", /repeats/);
    }),
  );
});

describe("a look at the plain log", () => {
  it.effect("leaves a part of a character at its end for the next one", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      parts.server.plain = `${known}x\uFFFD`;
      yield* reader.look();
      parts.server.plain = `${known}x\u00E9\n`;
      yield* reader.look();
      assert.deepStrictEqual(yield* parts.lines, ["x\u00E9"]);
    }),
  );

  it.effect("that found no position is not repeated at once for more text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("three\n"));
      yield* reader.look();
      yield* taken(reader, frames("four\nfive\nsix\n"));
      assert.isUndefined(reader.due(999));
      assert.strictEqual(reader.due(1_001), "look");
    }),
  );

  it.effect("for a message waits a quarter of a second on a new connection, also when no text is known", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts();
      parts.memory.noteReplay(true);
      const reader = yield* parts.reader;
      yield* taken(reader, beat);
      assert.isUndefined(reader.due(249));
      assert.strictEqual(reader.due(250), "look");
    }),
  );

  it.effect("for a message comes less and less often while the log does not show it", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const reader = yield* parts.reader;
      yield* taken(reader, frames(known));
      yield* taken(reader, beat);
      assert.isUndefined(reader.due(249));
      assert.strictEqual(reader.due(250), "look");
      yield* reader.look();
      yield* reader.look();
      assert.isUndefined(reader.due(1_499));
      assert.strictEqual(reader.due(1_501), "look");
    }),
  );
});

describe("the end of a connection", () => {
  it.effect("proves nothing when it is closed", () =>
    Effect.gen(function* () {
      const reader = yield* (yield* liveParts({ known })).reader;
      assert.deepStrictEqual(yield* taken(reader, { closed: "1006" }), { left: "closed", detail: "1006" });
    }),
  );

  it.effect("is the log's end when the server reports so, without another request", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const left = yield* taken(yield* parts.reader, complete);
      assert.strictEqual(left?.left, "complete");
      assert.match(left?.detail ?? "", /complete/);
      assert.strictEqual(parts.count("status"), 0);
    }),
  );

  it.effect("comes after held lines, which the plain log shows", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("three\n"));
      parts.server.plain = `${known}three\n`;
      assert.strictEqual((yield* taken(reader, complete))?.left, "complete");
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
    }),
  );

  it.effect("is a doubtful message while held lines have no position", () =>
    Effect.gen(function* () {
      for (const plain of [known, down, revoked]) {
        const parts = yield* liveParts({ known });
        const reader = yield* parts.reader;
        yield* taken(reader, frames("three\n"));
        parts.server.plain = plain;
        assert.isUndefined(yield* taken(reader, complete));
        assert.strictEqual(parts.count("status"), 1);
        // The plain log still has to show the dropped lines, at once.
        assert.isTrue(reader.waits);
        assert.strictEqual((yield* taken(reader, complete))?.left, "complete");
      }
    }),
  );

  it.effect("is not the log's end when held lines fill the memory and the log repeats itself", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("same\n".repeat(20_000)));
      assert.strictEqual((yield* taken(reader, complete))?.left, "ambiguous");
    }),
  );

  it.effect("is the job's end when its status shows that", () =>
    Effect.gen(function* () {
      for (const message of [complete, doubtful]) {
        const parts = yield* liveParts({ known });
        const reader = yield* parts.reader;
        yield* taken(reader, frames("three\n"));
        parts.server.status = "FAILED";
        assert.deepStrictEqual(yield* taken(reader, message), { left: "terminal", detail: "FAILED" });
      }
    }),
  );

  it.effect("fails for a limit of the caller, whatever was reported", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* taken(reader, frames("three\n"));
      parts.server.plain = tooMuch;
      assert.strictEqual(yield* Effect.flip(taken(reader, complete)), tooMuch);
      assert.strictEqual(yield* Effect.flip(reader.lastLook()), tooMuch);
    }),
  );

  it.effect("fails for a log that was replaced, but not for a server that fails", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      parts.server.plain = "other lines\n";
      assert.strictEqual((yield* Effect.flip(reader.lastLook()))._tag, "LogReset");
      parts.server.plain = revoked;
      assert.isUndefined(yield* reader.lastLook());
      for (const error of [revoked, down]) {
        parts.server.plain = error;
        assert.deepStrictEqual(yield* reader.look(), { left: "failed", detail: error.message, error });
      }
    }),
  );
});

describe("a message that may or may not be text", () => {
  it.effect("makes the tail find the position again, with one status read and one look a second", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* placedReader(parts);
      for (let nth = 0; nth < 10; nth++) assert.isUndefined(yield* taken(reader, doubtful));
      assert.strictEqual(parts.count("status"), 1);
      assert.isFalse(reader.waits);
      assert.isUndefined(reader.due(999));
      assert.strictEqual(reader.due(1_000), "status");
      yield* TestClock.adjust(1_001);
      yield* reader.readStatus();
      assert.strictEqual(yield* dueNow(reader), "look");
      yield* taken(reader, frames("more\n"));
      assert.deepStrictEqual(yield* parts.lines, ["first"]);
      parts.server.plain = `${known}first\nmaybe\nmore\n`;
      assert.isUndefined(yield* reader.look());
      assert.deepStrictEqual(yield* parts.lines, ["first", "maybe", "more"]);
    }),
  );

  it.effect("does not leave the source while its status cannot be read", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* placedReader(parts);
      for (const failure of [down, revoked]) {
        parts.server.status = failure;
        assert.isUndefined(yield* taken(reader, doubtful));
        yield* TestClock.adjust(1_000);
      }
      assert.strictEqual(parts.count("status"), 2);
    }),
  );

  it.effect("is held with the text after it until a look shows its meaning", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* placedReader(parts);
      yield* TestClock.adjust(1_500);
      assert.isUndefined(yield* dueNow(reader));
      assert.isUndefined(yield* taken(reader, beat));
      assert.isUndefined(yield* taken(reader, frames("more\n")));
      assert.isTrue(reader.waits);
      assert.deepStrictEqual(yield* parts.lines, ["first"]);
      assert.strictEqual(yield* dueNow(reader), "look");
      parts.server.plain = `${known}first\nmore\n`;
      assert.isUndefined(yield* reader.look());
      assert.deepStrictEqual(yield* parts.lines, ["first", "more"]);
      assert.isFalse(reader.waits);
      assert.isUndefined(yield* taken(reader, beat));
      assert.isFalse(reader.waits);
    }),
  );

  it.effect("is dropped with the text after it when the log has other text there, and the position is lost", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* placedReader(parts);
      yield* taken(reader, beat);
      yield* taken(reader, frames("more\n"));
      parts.server.plain = `${known}first\nother\n`;
      assert.isUndefined(yield* reader.look());
      assert.isTrue(reader.waits);
      // It looks again, as at a new connection.
      yield* TestClock.adjust(1_600);
      assert.strictEqual(yield* dueNow(reader), "look");
      yield* reader.look();
      assert.isFalse(reader.waits);
      assert.deepStrictEqual(yield* parts.lines, ["first", "other"]);
    }),
  );

  it.effect("is emitted at once when its kind is known to be text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* placedReader(parts);
      parts.memory.learn("typed", "text");
      yield* taken(reader, { ...beat, count: 2 });
      assert.deepStrictEqual(yield* parts.lines, ["first", "beat", "beat"]);
    }),
  );
});

describe("text that contradicts the known text", () => {
  it.effect("means that this connection began elsewhere: another source must decide", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const reader = yield* parts.reader;
      const left = yield* taken(reader, frames("other lines\n"));
      assert.strictEqual(left?.left, "ambiguous");
      assert.match(left?.detail ?? "", /not the text/);
      assert.isUndefined(parts.memory.replays);
    }),
  );

  it.effect("ends the tail when the connection always begins with the first line", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always" });
      const reader = yield* parts.reader;
      assert.strictEqual((yield* Effect.flip(taken(reader, frames("other lines\n"))))._tag, "LogReset");
    }),
  );

  it.effect("is no limit of the caller, which always ends the tail", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, limits: { maxLines: 3 } });
      parts.memory.noteReplay(true);
      const reader = yield* parts.reader;
      const error = yield* Effect.flip(taken(reader, frames(`${known}three\nfour\n`)));
      assert.strictEqual(error._tag, "StreamLimitExceeded");
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
    }),
  );
});

describe("a source that was seen to begin with the first line", () => {
  it.effect("repeats the known text, which is no new text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const reader = yield* parts.reader;
      yield* TestClock.adjust(1_000);
      yield* taken(reader, frames(known));
      assert.isFalse(reader.newText);
      assert.strictEqual(reader.nextAt, 2_000);
      yield* taken(reader, frames("three\n"));
      assert.isTrue(reader.newText);
      assert.strictEqual(reader.nextAt, 3_000);
      assert.deepStrictEqual(parts.statuses, [{ type: "resumed", source: "stream", rereadBytes: 8 }]);
    }),
  );
});

describe("a source that always begins with the first line", () => {
  it.effect("repeats the known text, which is no new text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always" });
      const reader = yield* parts.reader;
      assert.isUndefined(yield* taken(reader, frames("one", "\ntwo", "\n")));
      assert.isFalse(reader.newText);
      assert.isUndefined(yield* taken(reader, frames("three\nfo", "ur\n")));
      assert.isTrue(reader.newText);
      assert.deepStrictEqual(yield* parts.lines, ["three", "four"]);
      assert.deepStrictEqual(parts.statuses, [{ type: "resumed", source: "stream", rereadBytes: 8 }]);
    }),
  );

  it.effect("keeps the tail from its status reads only by new text", () =>
    Effect.gen(function* () {
      const reader = yield* (yield* liveParts({ known, replay: "always" })).reader;
      yield* TestClock.adjust(1_000);
      yield* taken(reader, frames(known));
      assert.strictEqual(reader.nextAt, 2_000);
      yield* taken(reader, frames("three\n"));
      assert.strictEqual(reader.nextAt, 3_000);
    }),
  );

  it.effect("may begin with an empty line", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always" });
      assert.isUndefined(yield* taken(yield* parts.reader, frames("\none\n")));
      assert.deepStrictEqual(yield* parts.lines, ["", "one"]);
    }),
  );

  it.effect("has no known position after a message that may be text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always" });
      const reader = yield* parts.reader;
      yield* taken(reader, doubtful);
      assert.isUndefined(yield* taken(reader, frames("three\n")));
      assert.isTrue(reader.waits);
      assert.deepStrictEqual(yield* parts.lines, []);
    }),
  );

  it.effect("needs no file, however much text arrives", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", heldBytes: 1 });
      assert.isUndefined(yield* taken(yield* parts.reader, frames("three\n")));
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
    }),
  );

  it.effect("brings new text also when the tail reads that from the file beside it", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", withFile: true, heldBytes: 6 });
      parts.server.file = known;
      yield* parts.text.take(new TextSession(parts.text.cursor), known);
      parts.server.file = `${known}three\n`;
      const reader = yield* parts.reader;
      yield* TestClock.adjust(1_000);
      yield* taken(reader, frames(known));
      assert.deepStrictEqual(yield* parts.lines, ["one", "two", "three"]);
      assert.isTrue(reader.newText);
      assert.strictEqual(reader.nextAt, 3_000);
    }),
  );

  it.effect("goes on when the file beside it is unavailable or has no new text, which is no new text", () =>
    Effect.gen(function* () {
      for (const file of [down, known]) {
        const parts = yield* liveParts({ replay: "always", withFile: true, heldBytes: 6 });
        yield* parts.text.take(new TextSession(parts.text.cursor), known);
        parts.server.file = file;
        const reader = yield* parts.reader;
        assert.isUndefined(yield* taken(reader, frames(known)));
        assert.strictEqual(parts.count("file"), 1);
        assert.isFalse(reader.newText);
      }
    }),
  );

  it.effect("counts each frame that is not empty as a message", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", limits: { maxMessages: 2 } });
      const reader = yield* parts.reader;
      assert.isUndefined(yield* taken(reader, frames("", "one\n", "", "two\n", "")));
      const error = yield* Effect.flip(taken(reader, frames("three\n")));
      assert.deepInclude(error, { _tag: "StreamLimitExceeded", reason: "messages" });
      assert.deepStrictEqual(yield* parts.lines, ["one", "two"]);
    }),
  );

  it.effect("emits the lines before a limit, and reports that the tail resumed", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", limits: { maxMessages: 1 } });
      const reader = yield* parts.reader;
      yield* Effect.flip(taken(reader, frames("one\n", "two\n")));
      assert.deepStrictEqual(yield* parts.lines, ["one"]);
      assert.isTrue(reader.newText);
      assert.strictEqual(parts.statuses[0]?.type, "resumed");
    }),
  );

  it.effect("needs its file when much text arrived since the last read of it, and not before", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always", withFile: true, heldBytes: 10 });
      const reader = yield* parts.reader;
      let log = known;
      const counts: Array<number> = [];
      for (const line of ["12345678", "9", "1", "11", "1234567", "8"]) {
        log += `${line}\n`;
        parts.server.file = log;
        yield* taken(reader, frames(counts.length === 0 ? log : `${line}\n`));
        counts.push(parts.count("file"));
      }
      assert.deepStrictEqual(counts, [0, 0, 1, 1, 1, 2]);
      assert.deepStrictEqual(yield* parts.lines, ["12345678", "9", "1", "11", "1234567", "8"]);
    }),
  );
});

describe("a newline after a newline at the start of a frame", () => {
  it.effect("is read from the file, which shows whether it exists", () =>
    Effect.gen(function* () {
      for (const [file, lines] of [
        ["one\n\ntwo\n", ["one", "", "two"]],
        ["one\ntwo\n", ["one", "two"]],
      ] as const) {
        const parts = yield* liveParts({ replay: "always", withFile: true });
        const reader = yield* parts.reader;
        parts.server.file = file;
        assert.isUndefined(yield* taken(reader, frames("one\n", "\ntwo\n", "three\n")));
        assert.deepStrictEqual(yield* parts.lines, [...lines, "three"]);
        assert.strictEqual(parts.count("file"), 1);
        assert.isTrue(reader.newText);
      }
    }),
  );

  it.effect("is noticed across messages, also after empty frames", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", withFile: true });
      const reader = yield* parts.reader;
      parts.server.file = "one\n\ntwo\n";
      yield* taken(reader, frames("one\n"));
      yield* taken(reader, frames(""));
      assert.strictEqual(parts.count("file"), 0);
      yield* taken(reader, frames("\ntwo\n"));
      assert.strictEqual(parts.count("file"), 1);
      assert.deepStrictEqual(yield* parts.lines, ["one", "", "two"]);
      yield* taken(reader, frames("th"));
      yield* taken(reader, frames("\n"));
      assert.strictEqual(parts.count("file"), 1);
    }),
  );

  it.effect("makes the tail leave the source when the file is not readable to its end", () =>
    Effect.gen(function* () {
      for (const change of [{ file: down }, { file: "one\n", fileIsCut: true }, { file: "one\n" }]) {
        const parts = yield* liveParts({ replay: "always", withFile: true });
        const reader = yield* parts.reader;
        Object.assign(parts.server, change);
        const left = yield* taken(reader, frames("one\n", "\ntwo\n"));
        assert.strictEqual(left?.left, "ambiguous");
        assert.match(left?.detail ?? "", /line break/);
        assert.isFalse(parts.memory.isDoubted(parts.text.cursor.received));
        assert.deepStrictEqual(yield* parts.lines, ["one"]);
      }
    }),
  );

  it.effect("makes the tail leave the source when more of the file follows than it read", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always", withFile: true });
      const reader = yield* parts.reader;
      Object.assign(parts.server, { file: "one\n\ntwo\n", fileIsCut: true });
      assert.strictEqual((yield* taken(reader, frames("one\n", "\n")))?.left, "ambiguous");
    }),
  );

  it.effect("that the file showed counts as new text, also for the time until the next status read", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always", withFile: true });
      const reader = yield* parts.reader;
      yield* TestClock.adjust(1_000);
      parts.server.file = `${known}\nthree\n`;
      yield* taken(reader, frames("one\ntwo\n", "\nthree\n"));
      assert.isTrue(reader.newText);
      assert.strictEqual(reader.nextAt, 3_000);
      assert.deepStrictEqual(parts.statuses, [{ type: "resumed", source: "stream", rereadBytes: 8 }]);
    }),
  );

  it.effect("is no new text when the file does not have it", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always", withFile: true });
      const reader = yield* parts.reader;
      const left = yield* taken(reader, frames(known, "\n"));
      assert.isUndefined(left);
      assert.isFalse(reader.newText);
      assert.deepStrictEqual(yield* parts.lines, []);
    }),
  );

  it.effect("is asked of a file each time, whatever was doubted before", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always", withFile: true });
      parts.memory.doubt({ units: 6, newlines: 1 });
      yield* taken(yield* parts.reader, frames(known, "\n"));
      assert.strictEqual(parts.count("file"), 1);
    }),
  );

  it.effect("exists without a file when a second replay shows it at the same position", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ replay: "always" });
      const first = yield* parts.reader;
      assert.strictEqual((yield* taken(first, frames("one\n", "\ntwo\n")))?.left, "ambiguous");
      const second = yield* parts.reader;
      assert.isUndefined(yield* taken(second, frames("one\n", "\ntwo\n")));
      assert.deepStrictEqual(yield* parts.lines, ["one", "", "two"]);
    }),
  );
});

describe("a quiet source", () => {
  it.effect("is live after the first status read without text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always", live: false });
      const reader = yield* parts.reader;
      for (let nth = 0; nth < 2; nth++) {
        assert.isUndefined(yield* reader.readStatus());
        assert.deepStrictEqual(parts.statuses, [{ type: "live", source: "stream", lines: 7 }]);
      }
    }),
  );

  it.effect("is not live while any text arrives, also known or held text", () =>
    Effect.gen(function* () {
      for (const [replay, message, isText] of [
        ["always", frames("one\n"), true],
        ["always", frames("", ""), false],
        ["always", frames(), false],
        ["unknown", frames("three\n"), true],
        ["unknown", frames("", ""), false],
        ["unknown", { ...beat, kind: "text" }, false],
      ] as const) {
        const parts = yield* liveParts({ known, replay, live: false });
        const reader = yield* parts.reader;
        yield* taken(reader, message);
        yield* reader.readStatus();
        assert.strictEqual(parts.statuses.length, isText ? 0 : 1);
        yield* reader.readStatus();
        assert.strictEqual(parts.statuses.length, 1);
      }
    }),
  );

  it.effect("is live in the first pause of a job that prints every second", () =>
    Effect.gen(function* () {
      for (const [replay, text, live] of [
        ["always", "one\ntwo\nthree\n", true],
        // Its position is not known yet, so the log may have more before it.
        ["unknown", "three\n", false],
      ] as const) {
        const parts = yield* liveParts({ known, replay, live: false });
        const reader = yield* parts.reader;
        assert.strictEqual(reader.due(499), replay === "always" ? undefined : "look");
        yield* taken(reader, frames(text));
        assert.strictEqual(reader.due(499), replay === "always" ? undefined : "look");
        const due = reader.due(500);
        assert.strictEqual(due, live ? "live" : "look");
        if (due !== "live") continue;
        assert.strictEqual(reader.nextAt, 500);
        assert.isUndefined(yield* reader.check(due));
        assert.deepStrictEqual(parts.statuses.at(-1), { type: "live", source: "stream", lines: 7 });
        // Reported once; text does not make it due again.
        yield* taken(reader, frames("four\n"));
        assert.strictEqual(reader.due(1999), undefined);
      }
    }),
  );

  it.effect("is not live while messages arrive whose kind is known to be text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ live: false });
      parts.memory.noteReplay(true);
      parts.memory.learn("typed", "text");
      const reader = yield* parts.reader;
      yield* taken(reader, beat);
      parts.statuses.length = 0;
      yield* reader.readStatus();
      assert.deepStrictEqual(parts.statuses, []);
    }),
  );

  it.effect("is left when the job ended, or when its status is refused for good", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      parts.server.status = "STOPPED";
      assert.deepStrictEqual(yield* reader.readStatus(), { left: "terminal", detail: "STOPPED" });
      const unknown = new NotFound({ reason: "unknown-job", message: "no such job" });
      for (const error of [revoked, unknown]) {
        parts.server.status = error;
        assert.deepStrictEqual(yield* reader.readStatus(), { left: "terminal", detail: error.message });
      }
    }),
  );

  it.effect("is dead when its status was unreadable for the idle time", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* TestClock.adjust(1_000);
      parts.server.status = garbled;
      assert.isUndefined(yield* reader.readStatus());
      assert.strictEqual(reader.due(2_999), "look");
      assert.strictEqual(reader.due(3_000), "status");
      yield* TestClock.adjust(28_000);
      assert.isUndefined(yield* reader.readStatus());
      yield* TestClock.adjust(1_000);
      assert.deepStrictEqual(yield* reader.readStatus(), { left: "failed", detail: garbled.message, error: garbled });
    }),
  );

  it.effect("is not dead when one status read fails after a long time of quiet", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* TestClock.adjust(100_000);
      assert.isUndefined(yield* reader.readStatus());
      yield* TestClock.adjust(2_000);
      parts.server.status = down;
      assert.isUndefined(yield* reader.readStatus());
    }),
  );

  it.effect("is not dead when a read in between succeeded", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, replay: "always" });
      const reader = yield* parts.reader;
      for (const status of [down, "RUNNING", down]) {
        parts.server.status = status;
        assert.isUndefined(yield* reader.readStatus());
        assert.strictEqual(reader.nextAt, (yield* monotonicMs) + 2_000);
        yield* TestClock.adjust(14_000);
      }
      assert.isUndefined(yield* reader.readStatus());
    }),
  );

  it.effect(
    "is stalled when its file has more text, which the tail checks after eight seconds and again two later",
    () =>
      Effect.gen(function* () {
        const parts = yield* liveParts({ known, replay: "always", withFile: true });
        const reader = yield* parts.reader;
        parts.server.file = `${known}three\n`;
        yield* TestClock.adjust(7_999);
        assert.isUndefined(yield* reader.readStatus());
        assert.strictEqual(parts.count("fileEnd"), 0);
        yield* TestClock.adjust(1);
        assert.isUndefined(yield* reader.readStatus());
        assert.strictEqual(parts.count("fileEnd"), 1);
        yield* TestClock.adjust(2_000);
        const left = yield* reader.readStatus();
        assert.strictEqual(left?.left, "stalled");
        assert.match(left?.detail ?? "", /did not send/);
      }),
  );

  it.effect("is not stalled while its log has no more text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const reader = yield* parts.reader;
      yield* TestClock.adjust(30_000);
      assert.isUndefined(yield* reader.readStatus());
      assert.strictEqual(parts.count("plain"), 1);
    }),
  );
});
