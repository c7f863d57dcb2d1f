import { describe, expect, it } from "vitest";
import {
  counted,
  countNewlines,
  countRawNewlines,
  leadingNewlines,
  type NewlineState,
  normaliseNewlines,
  trailingNewlines,
} from "../../../src/tail/text/newlines.ts";
import { utf8 } from "../../support/log-text.ts";

const normalised = (...pieces: ReadonlyArray<string>): ReadonlyArray<string> => {
  const state: NewlineState = { pendingCr: false };
  return pieces.map((piece) => normaliseNewlines(piece, state));
};

describe("universal newlines", () => {
  it("make one newline of `\\n`, `\\r` and `\\r\\n`", () => {
    expect(normalised("a\nb\rc\r\nd\r\r\n\n")).toEqual(["a\nb\nc\nd\n\n\n"]);
  });

  it("do not wait for the `\\n` after a `\\r`, and drop it when it comes first in the next piece", () => {
    expect(normalised("a\r", "\nb")).toEqual(["a\n", "b"]);
    expect(normalised("a\r", "\n\nb")).toEqual(["a\n", "\nb"]);
    expect(normalised("a\r", "b\nc")).toEqual(["a\n", "b\nc"]);
    expect(normalised("a\r", "b", "\nc")).toEqual(["a\n", "b", "\nc"]);
    expect(normalised("a\r", "\n", "\n")).toEqual(["a\n", "", "\n"]);
    expect(normalised("\r", "\r", "\n")).toEqual(["\n", "\n", ""]);
    expect(normalised("\rb", "\nc")).toEqual(["\nb", "\nc"]);
    expect(normalised("a\r\n", "\nb")).toEqual(["a\n", "\nb"]);
  });

  it("wait for that `\\n` through empty pieces", () => {
    expect(normalised("a\r", "", "\nb")).toEqual(["a\n", "", "b"]);
  });
});

describe("counts of newlines", () => {
  it("are of the text, of raw bytes, and at both of its ends", () => {
    const texts = ["", "a", "\n", "\na", "a\n", "\n\na\nb\n", "\n\n\n"];
    expect(texts.map(countNewlines)).toEqual([0, 0, 1, 1, 1, 4, 3]);
    expect(texts.map((text) => countRawNewlines(utf8(text)))).toEqual([0, 0, 1, 1, 1, 4, 3]);
    expect(texts.map(leadingNewlines)).toEqual([0, 0, 1, 1, 0, 2, 3]);
    expect(texts.map(trailingNewlines)).toEqual([0, 0, 1, 0, 1, 1, 3]);
    expect(texts.map((text) => counted(text))).toEqual(texts.map((text) => ({ text, newlines: countNewlines(text) })));
    expect(counted("a\nb\n")).toEqual({ text: "a\nb\n", newlines: 2 });
  });
});
