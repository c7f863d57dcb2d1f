import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { LiveText, type Decided } from "../../../src/tail/live/live-text.ts";
import { liveParts, type LiveParts } from "./live-parts.ts";

const known = "one\ntwo\n";
const maxUnits = 64 * 1024;

const maybe = (text: string, kind = "typed", count = 1) => ({ maybe: text, kind, count });
const empty = (count = 1) => maybe("\n", "empty", count);

/** The decision after a look at this log. */
const look = (live: LiveText, log: string): Decided | undefined => {
  const watch = live.watch();
  if (watch === undefined) return undefined;
  const watching = watch.for === "position" ? watch.finder : watch.after;
  watching.push(log);
  live.looked();
  return live.decide(watch);
};

/** A connection that replays; the tail knows the text so far. */
const replaying = (parts: LiveParts): LiveText => {
  parts.memory.noteReplay(true);
  return new LiveText(parts.text, parts.memory);
};

/** Adds text that the connection returned, as the reader does. */
const take = (parts: LiveParts, live: LiveText, text: string) =>
  Effect.suspend(() => parts.text.take(live.session ?? assert.fail("no session"), text));

/** A connection that replayed the known text. */
const replayed = Effect.gen(function* () {
  const parts = yield* liveParts({ known });
  const live = replaying(parts);
  yield* take(parts, live, known);
  return { parts, live };
});

describe("a connection of known position", () => {
  it.effect("passes text on at once", () =>
    Effect.gen(function* () {
      const { live } = yield* replayed;
      assert.isTrue(live.isPlain);
      assert.deepStrictEqual(live.receive("three\n"), { type: "text", text: "three\n" });
      assert.deepStrictEqual([live.waits, live.needsLook, live.full, live.holdsUnplaced], [false, false, false, false]);
      assert.isUndefined(live.watch());
    }),
  );

  it.effect("holds messages of unknown meaning, and the text after them, until a look", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      assert.deepStrictEqual(live.receiveMaybe(maybe("beat\n")), { type: "unsure" });
      assert.deepStrictEqual([live.waits, live.needsLook, live.isPlain], [true, true, false]);
      assert.deepStrictEqual(live.receive("three\n"), { type: "unsure" });
      assert.deepStrictEqual(look(live, `${known}three\n`), { type: "text", text: "three\n" });
      assert.deepStrictEqual([live.waits, live.needsLook, live.isPlain], [false, false, true]);
      assert.strictEqual(parts.memory.meaningOf("typed"), "heartbeat");
      assert.deepStrictEqual(live.receiveMaybe(maybe("beat\n")), { type: "none" });
      assert.isTrue(live.isPlain);
    }),
  );

  it.effect("passes messages on at once whose kind is known to be text, as often as they arrived", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      parts.memory.learn("typed", "text");
      assert.deepStrictEqual(live.receiveMaybe(maybe("line\n", "typed", 3)), {
        type: "text",
        text: "line\nline\nline\n",
      });
    }),
  );

  it.effect("takes a message for a heartbeat at the third look that does not show it", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      for (let round = 0; round < 2; round++) {
        const kind = `kind ${round}`;
        live.receiveMaybe(maybe("beat\n", kind));
        for (const [held, meaning] of [
          [true, undefined],
          [true, undefined],
          [false, "heartbeat"],
        ] as const) {
          assert.deepStrictEqual(look(live, known), { type: "text", text: "" });
          assert.strictEqual(live.needsLook, held);
          assert.strictEqual(parts.memory.meaningOf(kind), meaning);
        }
      }
    }),
  );

  it.effect("drops held messages when the log has other text there: the plain log must show it", () =>
    Effect.gen(function* () {
      const { live } = yield* replayed;
      live.receiveMaybe(maybe("beat\n"));
      live.receive("three\n");
      assert.deepStrictEqual(look(live, `${known}other\n`), { type: "dropped" });
      assert.deepStrictEqual([live.waits, live.needsLook, live.holdsUnplaced], [true, false, false]);
      assert.isUndefined(live.session);
      live.looked();
      assert.isFalse(live.waits);
      // Later text comes after the text whose position was known.
      live.receive("two\n");
      assert.deepStrictEqual(look(live, known), { type: "undecided" });
      assert.deepStrictEqual(look(live, `${known}other\ntwo\n`), { type: "text", text: "two\n" });
    }),
  );

  it.effect("begins to count looks again after it dropped messages", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      live.receiveMaybe(maybe("beat\n"));
      look(live, known);
      look(live, known);
      live.drop();
      live.receive("three\n");
      look(live, `${known}three\n`);
      yield* take(parts, live, "three\n");
      live.receiveMaybe(maybe("beat\n"));
      look(live, `${known}three\n`);
      assert.isTrue(live.needsLook);
      assert.isUndefined(parts.memory.meaningOf("typed"));
    }),
  );

  it.effect("holds at most 64 Ki characters of messages", () =>
    Effect.gen(function* () {
      const { live } = yield* replayed;
      live.receiveMaybe(maybe("x", "typed", 1_000_000));
      assert.isTrue(live.full);
    }),
  );
});

describe("an empty frame between lines", () => {
  it.effect("may be an empty line, also when earlier ones were heartbeats: the log shows it with the next text", () =>
    Effect.gen(function* () {
      for (const [log, text] of [
        [`${known}\nthree\n`, "\nthree\n"],
        [`${known}\n\nthree\n`, "\n\nthree\n"],
        [`${known}three\n`, "three\n"],
      ] as const) {
        const { parts, live } = yield* replayed;
        parts.memory.learn("empty", "heartbeat");
        assert.deepStrictEqual(live.receiveMaybe(empty()), { type: "none" });
        assert.deepStrictEqual([live.isPlain, live.needsLook], [false, false]);
        live.receiveMaybe(empty(2));
        assert.deepStrictEqual(live.receive("three\n"), { type: "unsure" });
        assert.isTrue(live.needsLook);
        assert.deepStrictEqual(look(live, log), { type: "text", text });
        assert.isTrue(live.isPlain);
      }
    }),
  );

  it.effect("is counted as often as it arrived", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      parts.memory.learn("empty", "heartbeat");
      live.receiveMaybe(empty(2));
      live.receiveMaybe(empty());
      live.receive("three\n");
      assert.deepStrictEqual(look(live, `${known}\n\n\n\nthree\n`), { type: "dropped" });
    }),
  );

  it.effect("is held when the meaning of empty frames is unknown", () =>
    Effect.gen(function* () {
      const { parts, live } = yield* replayed;
      assert.deepStrictEqual(live.receiveMaybe(empty()), { type: "unsure" });
      assert.deepStrictEqual(look(live, `${known}\n`), { type: "text", text: "\n" });
      assert.strictEqual(parts.memory.meaningOf("empty"), "text");
    }),
  );

  it.effect("shows no position by itself: it makes later text begin anywhere", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      assert.deepStrictEqual(live.receiveMaybe(empty()), { type: "none" });
      assert.deepStrictEqual([live.waits, live.holdsUnplaced], [false, false]);
      live.receive("two\n");
      assert.isTrue(live.ready);
      assert.deepStrictEqual(look(live, known), { type: "text", text: "two\n" });
    }),
  );

  it.effect("after held lines is held with them", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receive("three\n");
      assert.deepStrictEqual(live.receiveMaybe(empty()), { type: "held", first: false });
      assert.deepStrictEqual(look(live, `${known}three\n\n`), { type: "text", text: "three\n\n" });
      assert.strictEqual(parts.memory.meaningOf("empty"), "text");
    }),
  );

  it.effect("that the log does not have with the held lines drops them, and teaches nothing about other ones", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      for (let round = 0; round < 4; round++) {
        const live = new LiveText(parts.text, parts.memory);
        live.receive("three\n");
        live.receiveMaybe(empty());
        assert.deepStrictEqual(look(live, `${known}three\n`), { type: "dropped" });
        assert.isFalse(live.holdsUnplaced);
        assert.isTrue(live.waits);
      }
      assert.isUndefined(parts.memory.meaningOf("empty"));
    }),
  );
});

describe("messages of unknown meaning that are more than the tail holds", () => {
  it.effect("are ready for a look once: after that, more of them show nothing", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      parts.memory.noteReplay(true);
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe({ maybe: "beat\n", kind: "typed", count: 10 });
      assert.isFalse(live.ready);
      live.receiveMaybe({ maybe: "beat\n", kind: "typed", count: 100_000 });
      assert.isTrue(live.ready);
      assert.deepStrictEqual(look(live, ""), { type: "text", text: "" });
      assert.isTrue(live.full);
      assert.isFalse(live.ready);
    }),
  );
});

describe("a connection of unknown position", () => {
  it.effect("holds text until a look shows its position", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      assert.deepStrictEqual([live.waits, live.needsLook, live.isPlain, live.ready], [false, false, false, false]);
      assert.isUndefined(live.watch());
      assert.deepStrictEqual(live.receive("three\n"), { type: "held", first: true });
      assert.deepStrictEqual(live.receive("four\n"), { type: "held", first: false });
      assert.deepStrictEqual([live.waits, live.needsLook, live.holdsUnplaced, live.isPlain], [true, true, true, false]);
      assert.deepStrictEqual(look(live, known), { type: "undecided" });
      assert.isTrue(live.holdsUnplaced);
      assert.deepStrictEqual(look(live, `${known}three\nfour\n`), { type: "text", text: "three\nfour\n" });
      assert.deepStrictEqual([live.waits, live.needsLook, live.isPlain], [false, false, true]);
    }),
  );

  it.effect("is ambiguous when it is full and its position still unknown", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receive("x".repeat(maxUnits - 1));
      assert.isFalse(live.full);
      assert.deepStrictEqual(look(live, known), { type: "undecided" });
      live.receive("\n");
      assert.isTrue(live.full);
      assert.deepStrictEqual(look(live, known), { type: "ambiguous" });
    }),
  );

  it.effect("holds messages that may be text, at most a thousand of those that come in a row", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe(maybe("x\n", "typed", 5_000));
      assert.isFalse(live.full);
      assert.deepStrictEqual(look(live, known + "x\n".repeat(1_000)), { type: "text", text: "x\n".repeat(1_000) });
      assert.strictEqual(parts.memory.meaningOf("typed"), "text");
    }),
  );

  it.effect("learns from found lines that each kind of message among them is text, once", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe(maybe("a\n", "kind a"));
      live.receiveMaybe(maybe("b\n", "kind b"));
      look(live, `${known}a\nb\n`);
      assert.deepStrictEqual([parts.memory.meaningOf("kind a"), parts.memory.meaningOf("kind b")], ["text", "text"]);
    }),
  );

  it.effect("forgets which messages were among lines that were found", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe(maybe("a\n", "kind a"));
      assert.deepStrictEqual(look(live, `${known}a\n`), { type: "text", text: "a\n" });
      yield* take(parts, live, "a\n");
      live.drop();
      live.receive("c\n");
      // Certain text waits until the log has it.
      assert.deepStrictEqual(look(live, `${known}a\n`), { type: "undecided" });
    }),
  );

  it.effect(
    "drops held lines with a message that the log does not contain, and takes it for a heartbeat in the end",
    () =>
      Effect.gen(function* () {
        const parts = yield* liveParts({ known });
        for (const meaning of [undefined, undefined, "heartbeat"] as const) {
          const live = new LiveText(parts.text, parts.memory);
          live.receive("three\n");
          live.receiveMaybe(maybe("beat\n"));
          assert.deepStrictEqual(look(live, `${known}three\n`), { type: "dropped" });
          assert.deepStrictEqual([live.holdsUnplaced, live.waits, live.needsLook], [false, true, false]);
          assert.strictEqual(parts.memory.meaningOf("typed"), meaning);
        }
      }),
  );

  it.effect("does not blame one kind where messages of two kinds were among the lines", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      for (let round = 0; round < 4; round++) {
        const live = new LiveText(parts.text, parts.memory);
        live.receiveMaybe(maybe("beat\n", "kind a"));
        live.receiveMaybe(maybe("beat\n", "kind b"));
        assert.deepStrictEqual(look(live, known), { type: "dropped" });
      }
      assert.deepStrictEqual(
        [parts.memory.meaningOf("kind a"), parts.memory.meaningOf("kind b")],
        [undefined, undefined],
      );
    }),
  );

  it.effect("keeps lines that the log contains twice, also with messages that may be text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe(maybe("a\n"));
      assert.deepStrictEqual(look(live, `${known}a\na\n`), { type: "undecided" });
      assert.isTrue(live.holdsUnplaced);
    }),
  );

  it.effect("ignores messages whose kind is known to be a heartbeat", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      parts.memory.learn("typed", "heartbeat");
      assert.deepStrictEqual(live.receiveMaybe(maybe("beat\n")), { type: "none" });
      assert.isFalse(live.waits);
    }),
  );

  it.effect("holds messages whose kind is known to be text", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      parts.memory.learn("typed", "text");
      assert.deepStrictEqual(live.receiveMaybe(maybe("line\n")), { type: "held", first: true });
    }),
  );

  it.effect("waits for the plain log only when it dropped text, until a look", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.drop();
      assert.isFalse(live.waits);
      live.receive("three\n");
      live.drop();
      assert.isTrue(live.waits);
      live.drop();
      assert.isTrue(live.waits);
      live.looked();
      assert.isFalse(live.waits);
    }),
  );

  it.effect("forgets after a drop which messages were among the lines", () =>
    Effect.gen(function* () {
      const parts = yield* liveParts({ known });
      const live = new LiveText(parts.text, parts.memory);
      live.receiveMaybe(maybe("beat\n"));
      live.drop();
      live.receive("three\n");
      assert.deepStrictEqual(look(live, known), { type: "undecided" });
      assert.deepStrictEqual(look(live, `${known}three\n`), { type: "text", text: "three\n" });
      assert.isUndefined(parts.memory.meaningOf("typed"));
    }),
  );
});
