import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { monotonicMs } from "../../../src/monotonic.ts";
import { logHasMore } from "../../../src/tail/live/log-has-more.ts";
import { QuietClock } from "../../../src/tail/live/quiet-clock.ts";
import { TestClock } from "effect/testing";
import { down, liveParts, type LiveParts, revoked } from "./live-parts.ts";

const known = "one\ntwo\n";

/** Checks the log after so many milliseconds of quiet. */
const check = (parts: LiveParts, quiet: QuietClock, afterMs: number) =>
  Effect.gen(function* () {
    yield* TestClock.adjust(afterMs);
    return yield* logHasMore(parts.surroundings, quiet, yield* monotonicMs);
  });

const newClock = (): QuietClock => new QuietClock({ idleMs: 30_000, pollIntervalMs: 2_000 }, 0);

describe("a quiet source beside a log file", () => {
  it.effect("is compared with the file's end only, until the idle time is over", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true });
      const quiet = newClock();
      assert.isFalse(yield* check(parts, quiet, 8_000));
      assert.deepStrictEqual([parts.count("fileEnd"), parts.count("file"), parts.count("plain")], [1, 0, 0]);
      assert.isFalse(quiet.checkIsDue(23_999));
      assert.isTrue(quiet.checkIsDue(24_000));
    }),
  );

  it.effect("is stalled when the file ends in other text, and still does a moment later", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true });
      const quiet = newClock();
      parts.server.file = `${known}three\n`;
      assert.isFalse(yield* check(parts, quiet, 8_000));
      assert.isTrue(quiet.checkIsDue(8_000));
      assert.strictEqual(quiet.statusAt, 10_000);
      assert.isFalse(yield* check(parts, quiet, 1_999));
      assert.isTrue(yield* check(parts, quiet, 1));
      assert.deepStrictEqual(yield* parts.lines, []);
    }),
  );

  it.effect("a line that the file shows first ends no connection", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true });
      const quiet = newClock();
      // Each line is in the file when the tail looks, and comes by the source half a second later.
      for (const text of ["three\n", "three\nfour\n"]) {
        parts.server.file = `${known}${text}`;
        assert.isFalse(yield* check(parts, quiet, 8_000));
        yield* TestClock.adjust(500);
        quiet.newText(yield* monotonicMs);
      }
    }),
  );

  it.effect("that the file was ahead of counts for nothing once the file has no more", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true });
      const quiet = newClock();
      parts.server.file = `${known}three\n`;
      assert.isFalse(yield* check(parts, quiet, 8_000));
      parts.server.file = known;
      assert.isFalse(yield* check(parts, quiet, 2_000));
      parts.server.file = `${known}three\n`;
      assert.isFalse(yield* check(parts, quiet, 16_000));
    }),
  );

  it.effect("is compared with the whole file after the idle time, then less often", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true });
      const quiet = newClock();
      assert.isFalse(yield* check(parts, quiet, 30_000));
      assert.strictEqual(parts.count("file"), 1);
      assert.isFalse(yield* check(parts, quiet, 59_999));
      assert.strictEqual(parts.count("file"), 1);
      assert.isFalse(yield* check(parts, quiet, 1));
      assert.strictEqual(parts.count("file"), 2);
    }),
  );

  it.effect("is stalled when only the whole file shows that the log grew", () =>
    Effect.gen(function* () {
      const same = "same\n".repeat(200);
      const parts = yield* liveParts({ known: same, withFile: true });
      const quiet = newClock();
      parts.server.file = `${same}same\n`;
      assert.isFalse(yield* check(parts, quiet, 8_000));
      assert.isTrue(yield* check(parts, quiet, 22_000));
      assert.deepStrictEqual(yield* parts.lines, ["same"]);
      assert.isTrue(quiet.compareIsDue(30_000));
    }),
  );

  it.effect("is not stalled when the file is unreadable, unless the log seems lost", () =>
    Effect.gen(function* () {
      for (const [lost, stalled] of [
        [false, false],
        [down, false],
        [true, true],
      ] as const) {
        const parts = yield* liveParts({ known, withFile: true, withLoss: true });
        parts.server.file = down;
        parts.server.lost = lost;
        assert.strictEqual(yield* check(parts, newClock(), 30_000), stalled);
      }
      const parts = yield* liveParts({ known, withFile: true });
      parts.server.file = down;
      assert.isFalse(yield* check(parts, newClock(), 30_000));
    }),
  );

  it.effect("costs no check for a lost log while the file is readable", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withFile: true, withLoss: true });
      parts.server.lost = true;
      assert.isFalse(yield* check(parts, newClock(), 30_000));
      assert.strictEqual(parts.count("lost"), 0);
    }),
  );
});

describe("a quiet source without a log file", () => {
  it.effect("is compared with the plain log after the idle time, then less often", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const quiet = newClock();
      parts.server.plain = `${known}three\n`;
      assert.isFalse(yield* check(parts, quiet, 29_999));
      assert.strictEqual(parts.count("plain"), 0);
      parts.server.plain = known;
      assert.isFalse(yield* check(parts, quiet, 1));
      assert.strictEqual(parts.count("plain"), 1);
      assert.isFalse(yield* check(parts, quiet, 59_999));
      assert.strictEqual(parts.count("plain"), 1);
      parts.server.plain = `${known}three\n`;
      assert.isTrue(yield* check(parts, quiet, 1));
      assert.deepStrictEqual(yield* parts.lines, ["three"]);
    }),
  );

  it.effect("is not stalled by a part of a character at the end of the plain log", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.server.plain = `${known}\uFFFD`;
      assert.isFalse(yield* check(parts, newClock(), 30_000));
    }),
  );

  it.effect("is not stalled when the plain log is unreadable, unless the log seems lost", () =>
    Effect.gen(function* () {
      for (const [lost, stalled] of [
        [false, false],
        [down, false],
        [true, true],
      ] as const) {
        const parts = yield* liveParts({ known, withLoss: true });
        const quiet = newClock();
        parts.server.plain = down;
        parts.server.lost = lost;
        assert.strictEqual(yield* check(parts, quiet, 30_000), stalled);
        assert.strictEqual(quiet.compareIsDue(30_000), stalled);
      }
    }),
  );

  it.effect("is not stalled when the plain log is refused, and the comparison is not repeated at once", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const quiet = newClock();
      parts.server.plain = revoked;
      assert.isFalse(yield* check(parts, quiet, 30_000));
      assert.isFalse(quiet.compareIsDue(30_000));
    }),
  );

  it.effect("costs no check for a lost log while the plain log is readable", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known, withLoss: true });
      parts.server.lost = true;
      assert.isFalse(yield* check(parts, newClock(), 30_000));
      assert.strictEqual(parts.count("lost"), 0);
    }),
  );
});
