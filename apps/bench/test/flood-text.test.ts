import { describe, expect, it } from "vitest";
import { encodeFrames } from "../src/servers/encoded-frames.ts";
import { floodId, parseFloodId } from "../src/servers/flood-id.ts";
import { floodText, lastLinesOffset, numberedLine } from "../src/servers/flood-text.ts";

describe("flood ids", () => {
  it("carry the job, and never repeat", () => {
    const job = { shape: "tiny", size: 20_000, finished: false } as const;
    const [first, second] = [floodId(job), floodId(job)];
    expect(first).not.toBe(second);
    expect(parseFloodId(first)).toEqual(job);
    expect(parseFloodId(floodId({ ...job, finished: true }))).toEqual({ ...job, finished: true });
    expect(parseFloodId("flood-lines-many-live-1")).toBeUndefined();
  });
});

describe("floodText", () => {
  it("numbers each line, with 80 bytes a line", () => {
    const lines = floodText("lines", 1_234).toString().split("\n");
    expect(lines).toEqual([...Array.from({ length: 1_234 }, (_, i) => numberedLine(i)), ""]);
    expect(lines[1_233]).toMatch(/^000001233 abc/);
    expect(lines.slice(0, -1).every((line) => line.length === 79)).toBe(true);
  });

  it("has empty lines, and one long line", () => {
    expect(floodText("empty", 3).toString()).toBe("\n\n\n");
    expect(floodText("long", 5).toString()).toBe("abcd\n");
  });
});

describe("lastLinesOffset", () => {
  it.each([
    { end: 240, lines: -1, offset: 0 },
    { end: 240, lines: 1, offset: 160 },
    { end: 240, lines: 3, offset: 0 },
    { end: 240, lines: 100, offset: 0 },
    // The unfinished last line counts.
    { end: 164, lines: 1, offset: 160 },
    { end: 164, lines: 2, offset: 80 },
  ])("is $offset for the last $lines lines before $end", ({ end, lines, offset }) => {
    expect(lastLinesOffset(80, end, lines)).toBe(offset);
  });
});

describe("encodeFrames", () => {
  it("makes text messages of equal length", () => {
    const { bytes, frameBytes } = encodeFrames(Buffer.from("aabbcc"), 2);
    expect(frameBytes).toBe(4);
    expect(bytes.toString("latin1")).toBe("\x81\x02aa\x81\x02bb\x81\x02cc");
    expect(encodeFrames(Buffer.alloc(800), 800).bytes.subarray(0, 4).toString("hex")).toBe("817e0320");
    expect(() => encodeFrames(Buffer.from("abc"), 2)).toThrow(RangeError);
  });
});
