import { describe, expect, it } from "vitest";
import { LogReset } from "../../../src/errors.ts";
import { type Cursor, startCursor } from "../../../src/tail/text/cursor.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";

/** Pushes these pieces: the new text of each, and the cursor after them. */
const pushed = (session: TextSession, from: Cursor, ...pieces: ReadonlyArray<string>) => {
  let cursor = from;
  const texts = pieces.map((piece) => {
    const taken = session.push(piece, cursor);
    cursor = taken.cursor;
    expect(taken.text.newlines).toBe(taken.text.text.split("\n").length - 1);
    return taken.text.text;
  });
  return { texts, cursor };
};
const received = (text: string): Cursor => pushed(new TextSession(startCursor), startCursor, text).cursor;

describe("a read of the log's text from its first character", () => {
  it("returns text with universal newlines, and moves the cursor", () => {
    const session = new TextSession(startCursor);
    const { texts, cursor } = pushed(session, startCursor, "\nab\r", "\ncd\re", "\n\n");
    expect(texts).toEqual(["\nab\n", "cd\ne", "\n\n"]);
    expect(cursor.received).toEqual({ units: 5, newlines: 2 });
    expect(cursor.recent).toBe("abcde");
    expect(session.at).toEqual({ units: 5, newlines: 2 });
    expect(session.skipped).toBe(0);
  });

  it("returns only what the tail did not receive before", () => {
    const before = received("ab\ncd\n");
    const session = new TextSession(before);
    expect(session.unitsLeft).toBe(4);
    expect(session.showsNewline("\n")).toBe(false);
    const { texts, cursor } = pushed(session, before, "ab\nc");
    expect(texts).toEqual([""]);
    expect(cursor).toBe(before);
    expect(session.unitsLeft).toBe(1);
    expect(session.at).toEqual({ units: 3, newlines: 0 });
    const rest = pushed(session, cursor, "d\nef", "g\n");
    expect(rest.texts).toEqual(["ef", "g\n"]);
    expect(rest.cursor.received).toEqual({ units: 7, newlines: 1 });
    expect(rest.cursor.recent).toBe("abcdefg");
    expect(session.skipped).toBe(6);
    expect(session.unitsLeft).toBe(0);
  });

  it("fails when the text before the position is another one", () => {
    const before = received("ab\ncd\n");
    expect(() => pushed(new TextSession(before), before, "ab\nXd\n")).toThrow(LogReset);
    expect(() => pushed(new TextSession(before, {}), before, "ab\nXd\n")).toThrow(LogReset);
  });

  it("shows all its text to a watcher, new or not, with universal newlines", () => {
    const seen: Array<string> = [];
    const before = received("ab\ncd\n");
    pushed(new TextSession(before, { watch: (text) => seen.push(text) }), before, "ab\r", "\ncd\r\nef");
    expect(seen).toEqual(["ab\n", "cd\nef"]);
  });

  it("shows a new newline only at the end of the received text", () => {
    const before = received("ab\n");
    const session = new TextSession(before);
    pushed(session, before, "ab");
    expect(session.showsNewline("\n")).toBe(false);
    expect(session.showsNewline("\n\n")).toBe(true);
    expect(session.showsNewline("c\n\n")).toBe(false);
  });
});

describe("a read from a known position", () => {
  const receivedBefore = (): Cursor => received("ab\ncd\n");

  it("continues there", () => {
    const before = receivedBefore();
    const session = new TextSession(before, { from: { units: 2, newlines: 1 } });
    expect(session.at).toEqual({ units: 2, newlines: 1 });
    expect(session.unitsLeft).toBe(2);
    const { texts, cursor } = pushed(session, before, "cd\nef");
    expect(texts).toEqual(["ef"]);
    expect(cursor.received).toEqual({ units: 6, newlines: 0 });
    expect(session.skipped).toBe(3);
  });

  it("trusts the position: whoever found it compared the text", () => {
    const before = receivedBefore();
    const session = new TextSession(before, { from: { units: 2, newlines: 1 } });
    expect(pushed(session, before, "XX\nef").texts).toEqual(["ef"]);
  });

  it("returns nothing that the tail received from another source since", () => {
    const before = receivedBefore();
    const session = new TextSession(before, { from: before.received });
    const beside = pushed(new TextSession(before, { from: before.received }), before, "ef\ng").cursor;
    const { texts, cursor } = pushed(session, beside, "ef\n");
    expect(texts).toEqual([""]);
    expect(cursor).toBe(beside);
    expect(session.unitsLeft).toBe(1);
    const rest = pushed(session, beside, "gh\n");
    expect(rest.texts).toEqual(["h\n"]);
    expect(rest.cursor.received).toEqual({ units: 8, newlines: 1 });
  });

  it("takes a newline that another source showed too many, and no character", () => {
    const before = receivedBefore();
    const session = new TextSession(before, { from: before.received });
    const beside = pushed(new TextSession(before, { from: before.received }), before, "ef\n\n").cursor;
    expect(pushed(session, beside, "ef\ngh\n").texts).toEqual(["gh\n"]);
  });

  it("knows what it read again, also when the file was read beside it", () => {
    const before = receivedBefore();
    const session = new TextSession(before);
    const { cursor } = pushed(session, before, "ab\ncd\nef");
    const beside = pushed(new TextSession(cursor), cursor, "ab\ncd\nef").cursor;
    expect(pushed(session, beside, "g").texts).toEqual(["g"]);
    expect(session.skipped).toBe(6);
  });

  it("goes on from its own text as long as no other source returns any", () => {
    const before = receivedBefore();
    const session = new TextSession(before, { from: before.received });
    const { texts, cursor } = pushed(session, before, "\n", "\n", "ef", "\n");
    expect(texts).toEqual(["\n", "\n", "ef", "\n"]);
    expect(cursor.received).toEqual({ units: 6, newlines: 1 });
  });
});

describe("a piece that the file has returned already", () => {
  /** A socket's read at the end of a text, and the cursor after the file has returned more. */
  const beside = (more: string) => {
    const before = received("ab\n");
    const file = new TextSession(before, { from: before.received });
    return {
      before,
      session: new TextSession(before, { from: before.received }),
      now: pushed(file, before, more).cursor,
    };
  };

  it("is passed over, and later text is new", () => {
    const { session, now } = beside("cd\n");
    expect(session.passOver("cd\n", now)).toBe(true);
    expect(session.at).toEqual({ units: 4, newlines: 1 });
    const { texts, cursor } = pushed(session, now, "ef\n");
    expect(texts).toEqual(["ef\n"]);
    expect(cursor.received).toEqual({ units: 6, newlines: 1 });
  });

  it("is passed over where the file returned more, whose rest is not new either", () => {
    const { session, now } = beside("cd\nef\n");
    expect(session.passOver("cd\n", now)).toBe(true);
    expect(pushed(session, now, "ef\ngh\n").texts).toEqual(["gh\n"]);
  });

  it("is not passed over where the file has less", () => {
    const { before, session, now } = beside("cd");
    expect(session.passOver("cdef\n", now)).toBe(false);
    expect(session.passOver("cdef\n", before)).toBe(false);
    expect(session.at).toEqual(before.received);
    expect(pushed(session, before, "cdef\n").texts).toEqual(["cdef\n"]);
  });

  it("may have one newline that the file does not have, and no more", () => {
    const { session: doubted, now } = beside("");
    expect(doubted.passOver("\n", now)).toBe(true);
    expect(doubted.at).toEqual({ units: 2, newlines: 2 });
    expect(pushed(doubted, now, "\ncd\n").texts).toEqual(["\ncd\n"]);
    expect(beside("").session.passOver("\n\n", now)).toBe(false);
  });
});
