import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { Placement } from "../../../src/tail/live/placement.ts";
import type { Coordinate } from "../../../src/tail/text/coordinate.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { liveParts, type LiveParts } from "./live-parts.ts";

const known = "one\ntwo\n";
const maxUnits = 64 * 1024;

/** Looks for the held lines in this log; returns them when their position was found. */
const placeIn = (placement: Placement, log: string): string | undefined => {
  const finder = placement.finder();
  if (finder === undefined) return undefined;
  finder.push(log);
  return placement.decide(finder);
};

const holding = (parts: LiveParts, lines: string): Placement => {
  const placement = new Placement(parts.text, parts.memory);
  placement.hold(lines);
  return placement;
};

const positionOf = ({ session }: Placement): Coordinate | undefined => session?.at;

describe("lines of unknown position", () => {
  it.effect("have one after a log shows them exactly once after the known lines", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const placement = holding(parts, "three\n");
      assert.isTrue(placement.holds);
      assert.isUndefined(placement.session);
      assert.isUndefined(placeIn(placement, known));
      assert.isTrue(placement.holds);
      assert.strictEqual(placeIn(placement, `${known}three\n`), "three\n");
      assert.isFalse(placement.holds);
      assert.deepStrictEqual(positionOf(placement), { units: 6, newlines: 1 });
      assert.isFalse(parts.memory.replays);
      assert.isUndefined(placement.finder());
    }),
  );

  it.effect("have none while the log shows them twice", () =>
    Effect.gen(function* () {
      const placement = holding(yield* liveParts({ known }), "three\n");
      assert.isUndefined(placeIn(placement, `${known}three\nthree\n`));
      assert.isTrue(placement.holds);
      assert.isUndefined(placement.session);
    }),
  );

  it.effect("are a replay when they are the known text and more", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const placement = holding(parts, `${known}three\n`);
      assert.strictEqual(placeIn(placement, `${known}three\n`), `${known}three\n`);
      assert.deepStrictEqual(positionOf(placement), { units: 0, newlines: 0 });
      assert.isTrue(parts.memory.replays);
    }),
  );

  it.effect("are a replay only when they are as long as the known text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const placement = holding(parts, "one\n");
      assert.isFalse(placement.ready);
      assert.isUndefined(placeIn(placement, `${known}three\n`));
      assert.isTrue(placement.holds);
      placement.hold("tw");
      assert.isFalse(placement.ready);
      placement.hold("o");
      assert.isTrue(placement.ready);
      assert.strictEqual(placeIn(placement, `${known}three\n`), "one\ntwo");
      assert.isTrue(parts.memory.replays);
    }),
  );

  it.effect("may stand within the known lines: then they are no replay, and have no position", () =>
    Effect.gen(function* () {
      const placement = holding(yield* liveParts({ known }), "two\n");
      assert.isUndefined(placeIn(placement, known));
      assert.strictEqual(placeIn(placement, `${known}two\n`), "two\n");
      assert.deepStrictEqual(positionOf(placement), { units: 6, newlines: 1 });
    }),
  );

  it.effect("are the first ones of a log that was empty before, which shows nothing about replays", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts();
      const placement = holding(parts, "one\n");
      // Nothing shows yet how long a replay would be.
      assert.isFalse(placement.ready);
      assert.strictEqual(placeIn(placement, "one\n"), "one\n");
      assert.isUndefined(parts.memory.replays);
      assert.deepStrictEqual(positionOf(placement), { units: 0, newlines: 0 });
    }),
  );

  it.effect("that follow empty lines are not the first ones", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known: "\n\na\n" });
      const placement = holding(parts, "\na\n");
      assert.isTrue(placement.ready);
      assert.isUndefined(placeIn(placement, "\n\na\n"));
      assert.strictEqual(placeIn(placement, "\n\na\nb\n\na\n"), "\na\n");
      assert.isFalse(parts.memory.replays);
    }),
  );

  it.effect("begin with the unfinished line of the known text, or after it", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known: `${known}th` });
      const placement = holding(parts, "three\n");
      assert.strictEqual(placeIn(placement, `${known}three\n`), "three\n");
      assert.deepStrictEqual(positionOf(placement), { units: 6, newlines: 1 });
    }),
  );

  it.effect("are at most 64 Ki characters, which are enough for a position", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known: `${"x".repeat(maxUnits * 2)}\n` });
      const placement = holding(parts, "x".repeat(maxUnits - 1));
      assert.isFalse(placement.full);
      assert.isFalse(placement.ready);
      placement.hold("x");
      assert.isTrue(placement.full);
      assert.isTrue(placement.ready);
    }),
  );
});

describe("lines for which a look found no single position", () => {
  it.effect("are not ready for the next look, however many they are, when the log did not show them", () =>
    Effect.gen(function* () {
      const placement = holding(yield* liveParts({ known }), "three\n");
      assert.isUndefined(placeIn(placement, known));
      placement.hold("four\n".repeat(maxUnits));
      assert.isTrue(placement.full);
      assert.isFalse(placement.ready);
    }),
  );

  it.effect("are ready when no more of them can arrive and the log showed them twice", () =>
    Effect.gen(function* () {
      const placement = holding(yield* liveParts({ known }), "three\n");
      assert.isUndefined(placeIn(placement, `${known}three\nthree\n`));
      placement.hold("three\n");
      assert.isFalse(placement.ready);
      placement.hold("x".repeat(maxUnits));
      assert.isTrue(placement.ready);
    }),
  );

  it.effect("are ready again when later text replaced them", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(false);
      const placement = holding(parts, "three\n");
      assert.isUndefined(placeIn(placement, known));
      assert.isFalse(placement.ready);
      placement.lose();
      placement.hold("four\n");
      assert.isTrue(placement.ready);
    }),
  );
});

describe("lines that look like the first ones of a log that grows", () => {
  it.effect("are no replay when the tail read more of it since it opened its first connection", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts();
      const placement = holding(parts, "one\n");
      yield* parts.text.take(new TextSession(parts.text.cursor), known);
      assert.isUndefined(placeIn(placement, known));
      placement.hold("two\n");
      assert.strictEqual(placeIn(placement, known), known);
    }),
  );

  it.effect("are a replay when they are as long as the text known at the connection's start", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known: "one\n" });
      const placement = holding(parts, "one\n");
      yield* parts.text.take(new TextSession(parts.text.cursor), known);
      assert.strictEqual(placeIn(placement, known), "one\n");
    }),
  );
});

describe("a source that was seen before", () => {
  it.effect("has a known position at once when it replays", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const placement = new Placement(parts.text, parts.memory);
      assert.deepStrictEqual(positionOf(placement), { units: 0, newlines: 0 });
      assert.isFalse(placement.holds);
    }),
  );

  it.effect("has no position by lines that look like the first ones, though it did not replay before", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(false);
      const placement = holding(parts, "one\ntwo\n");
      assert.isTrue(placement.ready);
      // The plain log lacks them as yet, or this connection replays after all.
      assert.isUndefined(placeIn(placement, known));
      assert.isFalse(placement.ready);
      assert.isUndefined(placeIn(placement, `${known}one\ntwo\n`));
      placement.hold("three\n");
      assert.strictEqual(placeIn(placement, `${known}one\ntwo\nthree\n`), "one\ntwo\nthree\n");
    }),
  );
});
