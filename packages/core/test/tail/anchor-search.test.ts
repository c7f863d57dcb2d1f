import { describe, expect, it } from "vitest";
import { findAnchor } from "../../src/ray/log-file/anchor-search.ts";
import type { FileAnchor } from "../../src/tail/text/anchor.ts";
import { nothingKnown } from "../../src/tail/text/fingerprint.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The anchor after `rawLines` lines of 5 bytes, whose last ones are known. */
const anchorAt = (rawLines: number, tail: string): FileAnchor => ({
  bytes: rawLines * 5,
  rawLines,
  head: nothingKnown,
  tail: { bytes: utf8(tail) },
});

describe("findAnchor", () => {
  it("finds the one place", () => {
    const found = findAnchor(
      { bytes: utf8("aaaa\nbbbb\ncccc\n"), ended: false, asked: 3, atLeast: 101 },
      anchorAt(100, "bbbb\n"),
    );
    expect(found).toEqual({ type: "at", offset: 10, lines: 101, startsAtZero: false });
  });

  it("two places within the range are ambiguous; one that the proven line count excludes is not a place", () => {
    const bytes = utf8("bbbb\ncccc\nbbbb\n");
    expect(findAnchor({ bytes, ended: true, asked: 3, atLeast: 100 }, anchorAt(100, "bbbb\n"))).toEqual({
      type: "ambiguous",
    });
    expect(findAnchor({ bytes, ended: true, asked: 3, atLeast: 101 }, anchorAt(100, "bbbb\n"))).toMatchObject({
      type: "at",
      offset: 5,
    });
  });

  it("a part of an answer that could hold another place is ambiguous", () => {
    expect(
      findAnchor({ bytes: utf8("bbbb\ncccc\n"), ended: false, asked: 9, atLeast: 100 }, anchorAt(100, "bbbb\n")),
    ).toEqual({ type: "ambiguous" });
  });

  it("an answer that begins behind the place has it nowhere", () => {
    expect(
      findAnchor({ bytes: utf8("cccc\ndddd\n"), ended: true, asked: 2, atLeast: 100 }, anchorAt(100, "bbbb\n")),
    ).toEqual({ type: "nowhere" });
  });

  it("an answer with fewer lines than asked is the whole file: other bytes there are another file", () => {
    const anchor = anchorAt(2, "aaaa\nbbbb\n");
    expect(findAnchor({ bytes: utf8("aaaa\nbbbb\ncc"), ended: true, asked: 9, atLeast: 2 }, anchor)).toMatchObject({
      type: "at",
      offset: 10,
      startsAtZero: true,
    });
    expect(findAnchor({ bytes: utf8("aaaa\nBBBB\ncc"), ended: true, asked: 9, atLeast: 2 }, anchor)).toEqual({
      type: "other-file",
    });
  });
});
