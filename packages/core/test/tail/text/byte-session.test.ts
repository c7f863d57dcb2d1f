import { describe, expect, it } from "vitest";
import { LogReset } from "../../../src/errors.ts";
import { ByteSession } from "../../../src/tail/text/byte-session.ts";
import { type Cursor, cursorAt, startCursor } from "../../../src/tail/text/cursor.ts";
import { hashBytes } from "../../../src/tail/text/fingerprint.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { utf8 } from "../../support/log-text.ts";

/** A read of the file in these pieces: the new text of each, and the cursor after them. */
const read = (pieces: ReadonlyArray<string | Uint8Array>, from: Cursor = startCursor) => {
  const session = new ByteSession(from);
  let cursor = from;
  const texts = pieces.map((piece) => {
    const taken = session.push(typeof piece === "string" ? utf8(piece) : piece, cursor);
    cursor = taken.cursor;
    expect(taken.text.newlines).toBe(taken.text.text.split("\n").length - 1);
    return taken.text.text;
  });
  return { session, texts, cursor };
};

/** The cursor after text from a live source, whose position in the file is not known. */
const afterLive = (text: string, cursor: Cursor = startCursor): Cursor =>
  new TextSession(cursor, { from: cursor.received }).push(text, cursor).cursor;

describe("a read of the log file", () => {
  it("returns text with universal newlines, wherever the pieces end", () => {
    expect(read(["a\r", "\nb\rc\r\n", "d"]).texts).toEqual(["a\n", "b\nc\n", "d"]);
    expect(read(["\nab"]).texts).toEqual(["\nab"]);
    expect(read([utf8("한").subarray(0, 1), utf8("한").subarray(1), "\n"]).texts).toEqual(["", "한", "\n"]);
  });

  it("keeps a byte order mark: it is text of the log", () => {
    expect(read(["\uFEFFab\n"]).texts).toEqual(["\uFEFFab\n"]);
  });

  it("moves the cursor to the end of the text", () => {
    const { cursor } = read(["ab\ncd", "e\n\n"]);
    expect(cursor.received).toEqual({ units: 5, newlines: 2 });
    expect(cursor.recent).toBe("abcde");
    expect(cursor.head).toEqual({ bytes: utf8("ab\ncde\n\n") });
  });
});

describe("the anchor after a piece", () => {
  it("is its last line start, with the bytes before it", () => {
    const { cursor } = read(["ab\ncd\nef"]);
    expect(cursor.anchor).toEqual({ bytes: 6, rawLines: 2, units: 4, newlines: 1, tail: { bytes: utf8("ab\ncd\n") } });
    expect(cursor.anchorLines).toBe(2);
  });

  it("stays where it is while no line ends", () => {
    const { cursor } = read(["a\nb", "cd", "ef"]);
    expect(cursor.anchor).toMatchObject({ bytes: 2, rawLines: 1, units: 1, newlines: 1 });
    expect(cursor.anchorLines).toBe(1);
    expect(read(["ab", "cd"]).cursor.anchor).toEqual(startCursor.anchor);
    expect(read(["ab"]).cursor.anchorLines).toBe(0);
  });

  it("counts bytes, raw lines, units and lines over all pieces", () => {
    const { cursor } = read(["한\nb", "c", "d\n\ne", "f\ng"]);
    expect(cursor.anchor).toEqual({
      bytes: 12,
      rawLines: 4,
      units: 6,
      newlines: 1,
      tail: { bytes: utf8("한\nbcd\n\nef\n") },
    });
    expect(cursor.anchorLines).toBe(4);
  });

  it("counts a `\\r` as a line of the text, and not as a raw line", () => {
    const { cursor } = read(["10%\r20%\r\nab\r", "\ncd\re\nf\rg"]);
    expect(cursor.anchor).toMatchObject({ bytes: 18, rawLines: 3, units: 11, newlines: 1 });
    expect(cursor.anchorLines).toBe(5);
    expect(cursor.received).toEqual({ units: 13, newlines: 0 });
    const cut = read(["ab\r", "\ncd\nef"]).cursor;
    expect(cut.anchor).toMatchObject({ bytes: 7, rawLines: 2, units: 4, newlines: 1 });
    expect(cut.anchorLines).toBe(2);
  });

  it("is after a raw newline also where `\\r`s follow it", () => {
    const { cursor } = read(["ab\nc\rd\r"]);
    expect(cursor.anchor).toMatchObject({ bytes: 3, rawLines: 1, units: 2, newlines: 1 });
    expect(cursor.anchorLines).toBe(1);
  });

  it("has at most the last 4 KiB before it, from earlier pieces as well", () => {
    const file = utf8(Array.from({ length: 900 }, (_, n) => `line ${n}\n`).join(""));
    const lineStarts = file.lastIndexOf(10) + 1;
    for (const size of [7, 1_000, 4_095, 4_096, 4_097, file.length]) {
      const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, n) =>
        file.subarray(n * size, (n + 1) * size),
      );
      const { anchor, head } = read(pieces).cursor;
      expect(anchor.bytes).toBe(lineStarts);
      expect(anchor.rawLines).toBe(900);
      expect(anchor.tail).toEqual({ bytes: file.slice(lineStarts - 4_096, lineStarts) });
      expect(head).toEqual({ bytes: file.slice(0, 4_096) });
    }
  });

  it("has the bytes of a line that came in many pieces", () => {
    const { cursor } = read(["first\n", "a", "b", "c\nd"]);
    expect(cursor.anchor.tail).toEqual({ bytes: utf8("first\nabc\n") });
    const next = read(["de\n"], cursor).cursor;
    expect(next.anchor.tail).toEqual({ bytes: utf8("first\nabc\nde\n") });
  });
});

describe("a read again from the anchor", () => {
  const readBefore = (): Cursor => read(["ab\ncd\nef"]).cursor;

  it("returns only new text, and counts on from the anchor", () => {
    const { session, texts, cursor: next } = read(["e", "fg\nh"], readBefore());
    expect(texts).toEqual(["", "g\nh"]);
    expect(session.skipped).toBe(2);
    expect(next.received).toEqual({ units: 8, newlines: 0 });
    expect(next.recent).toBe("abcdefgh");
    expect(next.anchor).toMatchObject({ bytes: 10, rawLines: 3, units: 7, newlines: 1 });
    expect(next.anchorLines).toBe(3);
  });

  it("has caught up once the received text came again", () => {
    const session = new ByteSession(read(["ab\nefgh"]).cursor);
    expect(session.caughtUp).toBe(false);
    session.push(utf8("ef"), startCursor);
    expect(session.caughtUp).toBe(false);
    session.push(utf8("g"), startCursor);
    // The last unit may be an unfinished character that the tail emitted at an end.
    expect(session.caughtUp).toBe(true);
    session.push(utf8("h"), startCursor);
    expect(session.caughtUp).toBe(true);
  });

  it("leaves the cursor's text alone while the file has less than the tail received", () => {
    const live = afterLive("gh\nij\n", readBefore());
    const { texts, cursor: next } = read(["efgh\ni"], live);
    expect(texts).toEqual([""]);
    expect(next.received).toEqual(live.received);
    expect(next.recent).toBe(live.recent);
    expect(next.anchor).toMatchObject({ bytes: 11, rawLines: 3, units: 8, newlines: 1 });
    expect(next.anchorLines).toBe(3);
  });

  it("fails when the file has other text before the position", () => {
    expect(() => read(["xf"], readBefore())).toThrow(LogReset);
    expect(() => read(["EF\n"], readBefore())).toThrow(expect.objectContaining({ reason: "different-text" }));
  });

  it("continues a stored position with the bytes that it reads itself", () => {
    const print = { bytes: 6, hash: hashBytes(utf8("ab\ncd\n")) };
    const anchor = { bytes: 6, rawLines: 2, units: 4, newlines: 1, head: print, tail: print };
    const stored = cursorAt({ version: 1, lines: 2, units: 4, newlines: 1, anchor });
    const { texts, cursor: next } = read(["ef\ng"], stored);
    expect(texts).toEqual(["ef\ng"]);
    expect(next.anchor).toEqual({ bytes: 9, rawLines: 3, units: 6, newlines: 1, tail: { bytes: utf8("ef\n") } });
    expect(next.anchorLines).toBe(3);
    expect(next.head).toEqual({ print });
    expect(next.recent).toBe("efg");
  });
});

describe("an unfinished character at the proven end", () => {
  const half = utf8("한").subarray(0, 2);
  const flushed = (pieces: ReadonlyArray<string | Uint8Array>, change: (cursor: Cursor) => Cursor = (it) => it) => {
    const { session, cursor } = read(pieces);
    const changed = change(cursor);
    return { before: changed, ...session.flush(changed) };
  };

  it("is the replacement character", () => {
    const { text, cursor } = flushed(["ab\n", half]);
    expect(text).toEqual({ text: "\uFFFD", newlines: 0 });
    expect(cursor.received).toEqual({ units: 3, newlines: 0 });
    expect(cursor.recent).toBe("ab\uFFFD");
  });

  it("is nothing where every character is whole", () => {
    const { text, cursor, before } = flushed(["ab\n한"]);
    expect(text).toEqual({ text: "", newlines: 0 });
    expect(cursor).toEqual(before);
  });

  it("is nothing where another source returned text since", () => {
    for (const more of ["c", "\n", "c\n"]) {
      const { text, cursor, before } = flushed(["ab\n", half], (it) => afterLive(more, it));
      expect(text).toEqual({ text: "", newlines: 0 });
      expect(cursor).toBe(before);
    }
  });

  it("comes out once", () => {
    const { session, cursor } = read(["ab", half]);
    const first = session.flush(cursor);
    expect(first.text.text).toBe("\uFFFD");
    expect(session.flush(first.cursor).text.text).toBe("");
  });
});
