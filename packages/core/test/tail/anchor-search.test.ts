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
    expect(found).toEqual({
      type: "at",
      offset: 10,
      lines: 101,
      startsAtZero: false,
      provenBy: 1,
      repeats: false,
    });
  });

  it("of two positions within the range, the anchor is at the last one if the response began too late for the other", () => {
    const bytes = utf8("bbbb\ncccc\nbbbb\n");
    expect(findAnchor({ bytes, ended: true, asked: 3, atLeast: 100 }, anchorAt(100, "bbbb\n"))).toEqual({
      type: "at",
      offset: 15,
      lines: 100,
      startsAtZero: false,
      provenBy: 2,
      repeats: true,
    });
  });

  it("a position that the proven line count excludes is none", () => {
    const bytes = utf8("bbbb\ncccc\nbbbb\n");
    expect(findAnchor({ bytes, ended: true, asked: 3, atLeast: 101 }, anchorAt(100, "bbbb\n"))).toMatchObject({
      type: "at",
      offset: 5,
      repeats: false,
    });
  });

  it("an anchor with too few bytes before it would not be seen: the response must have begun before that", () => {
    const bytes = utf8("aaaa\nbbbb\ncccc\naaaa\nbbbb\n");
    expect(
      findAnchor({ bytes, ended: true, asked: 5, atLeast: 100 }, anchorAt(100, "cccc\naaaa\nbbbb\n")),
    ).toMatchObject({
      type: "at",
      offset: 25,
      provenBy: 3,
    });
  });

  it("a position that needs more lines than there are before the anchor is ambiguous", () => {
    const bytes = utf8("bbbb\nbbbb\nbbbb\nbbbb\n");
    expect(findAnchor({ bytes, ended: true, asked: 4, atLeast: 2 }, anchorAt(2, "bbbb\n"))).toEqual({
      type: "ambiguous",
    });
  });

  it("a part of a response that could hold another position decides nothing", () => {
    const part = { bytes: utf8("bbbb\ncccc\n"), ended: false, asked: 9, atLeast: 100 };
    expect(findAnchor(part, anchorAt(100, "bbbb\n"))).toEqual({ type: "partial", matches: true });
    expect(findAnchor(part, anchorAt(100, "dddd\n"))).toEqual({ type: "partial", matches: false });
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
