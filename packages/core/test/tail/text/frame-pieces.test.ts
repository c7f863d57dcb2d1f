import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frames, FramePieces, maxPieceLength, pieceLengthFor } from "../../../src/tail/text/frame-pieces.ts";
import { utf8 } from "../../support/log-text.ts";

const piecesOf = (message: Frames, alone = false): ReadonlyArray<string> => {
  const pieces = new FramePieces(message, alone);
  const all: Array<string> = [];
  for (let piece = pieces.next(); piece !== undefined; piece = pieces.next()) all.push(piece);
  expect(pieces.next()).toBeUndefined();
  return all;
};

/** The pieces of the frames as strings and as UTF-8, which must be the same. */
const both = (frames: ReadonlyArray<string>, alone = false): ReadonlyArray<string> => {
  const pieces = piecesOf({ frames }, alone);
  expect(piecesOf({ encoded: frames.map(utf8) }, alone)).toEqual(pieces);
  return pieces;
};

const long = "x".repeat(maxPieceLength - 1);

describe("the pieces of frames", () => {
  it("are the frames together, without the empty ones", () => {
    expect(both([])).toEqual([]);
    expect(both(["", ""])).toEqual([]);
    expect(both(["a\n"])).toEqual(["a\n"]);
    expect(both(["", "a\n", "", "b", "c\n", ""])).toEqual(["a\nbc\n"]);
    expect(both(["\ufeffa", "한", "🚀"])).toEqual(["\ufeffa한🚀"]);
  });

  it("are the frames alone where each message counts", () => {
    expect(both(["a\n", "", "b", "c\n"], true)).toEqual(["a\n", "b", "c\n"]);
    expect(piecesOf({ encoded: [utf8(`${long}ab`), utf8("c")] }, true)).toEqual([`${long}ab`, "c"]);
  });

  it("begin and end at each frame that begins with a newline", () => {
    expect(both(["a\n", "\nb\n", "c\n"])).toEqual(["a\n", "\nb\n", "c\n"]);
    expect(both(["\n", "\n", "", "a"])).toEqual(["\n", "\n", "a"]);
    expect(both(["", "\n", "a", "b"])).toEqual(["\n", "ab"]);
  });

  it("are not longer than 64 KiB, except for one frame", () => {
    expect(both([long, "a", "b", "c"]).map((piece) => piece.length)).toEqual([maxPieceLength, 2]);
    expect(both([long, "ab"]).map((piece) => piece.length)).toEqual([maxPieceLength - 1, 2]);
    expect(piecesOf({ frames: ["a", `${long}ab`, "c"] }).map((piece) => piece.length)).toEqual([
      1,
      maxPieceLength + 1,
      1,
    ]);
  });

  it("cut a long frame in UTF-8, neither within a character nor before a newline", () => {
    for (const [frame, lengths] of [
      [`${long}ab`, [maxPieceLength, 1]],
      [`${long}한b`, [maxPieceLength, 1]],
      [`${long}a\n\n\nb`, [maxPieceLength + 3, 1]],
      [`${long}a\n`, [maxPieceLength + 1]],
      [`${long}🚀${"y".repeat(maxPieceLength)}`, [maxPieceLength + 1, maxPieceLength]],
    ] as const) {
      const pieces = piecesOf({ encoded: [utf8("before"), utf8(frame), utf8("after")] });
      expect(pieces.map((piece) => piece.length)).toEqual([6, ...lengths, 5]);
      expect(pieces.join("")).toBe(`before${frame}after`);
    }
  });

  it("have the same text as the frames, in order, whatever they are", () => {
    const part = fc.oneof(
      fc.constantFrom("", "\n", "\n\n", "\r", "\ufeff", "a\n", "한국어", "🚀", "\nb"),
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.integer({ min: 1, max: 2 * maxPieceLength }).map((length) => "z".repeat(length)),
      fc.integer({ min: maxPieceLength - 3, max: maxPieceLength + 3 }).map((length) => `${"z".repeat(length)}한\n\n`),
    );
    const someFrames = fc.array(part, { maxLength: 12 });
    fc.assert(
      fc.property(someFrames, fc.boolean(), (frames, alone) => {
        for (const message of [{ frames }, { encoded: frames.map(utf8) }]) {
          const pieces = piecesOf(message, alone);
          expect(pieces.join("")).toBe(frames.join(""));
          // Where a piece begins with a newline, a frame does.
          const starts = new Set<number>();
          let at = 0;
          for (const frame of frames) {
            starts.add(at);
            at += frame.length;
          }
          let from = 0;
          for (const piece of pieces) {
            expect(piece.length).toBeGreaterThan(0);
            if (piece.startsWith("\n")) expect(starts.has(from)).toBe(true);
            from += piece.length;
          }
        }
      }),
    );
  });
});

it("a piece is shorter when less text may wait for the consumer, but not too short", () => {
  expect([0, 65_535, 80_000, 1_000_000].map(pieceLengthFor)).toEqual([32_768, 32_768, 40_000, maxPieceLength]);
  const pieces = new FramePieces({ encoded: Array.from({ length: 30 }, () => utf8("x".repeat(1_000))) }, false, 8_192);
  expect([pieces.next(), pieces.next(), pieces.next(), pieces.next()].map((piece) => piece?.length)).toEqual([
    8_000, 8_000, 8_000, 6_000,
  ]);
});
