import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventTooLong } from "../../src/agent/line-splitter.ts";
import { type SseItem, SseParser } from "../../src/agent/sse-parser.ts";

const parse = (...pieces: ReadonlyArray<string>): Array<SseItem> => {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};
const event = (data: string, name = "message", id = ""): SseItem => ({ type: "event", event: name, data, id });
const text = (line: string): SseItem => ({ type: "text", line });

describe("an event stream", () => {
  test.each<[string, string, ReadonlyArray<SseItem>]>([
    ["one event", "data: a\n\n", [event("a")]],
    ["no space after the colon", "data:a\n\n", [event("a")]],
    ["only one space is the field's", "data:  a \n\n", [event(" a ")]],
    ["several data lines are one event", "data: a\ndata:\ndata: b\n\n", [event("a\n\nb")]],
    ["a field without a colon is empty", "data\n\n", [event("")]],
    ["two of them are a newline", "data\ndata\n\n", [event("\n")]],
    ["a value with colons", "data: a: b:c\n\n", [event("a: b:c")]],
    ["comments, retry and unnamed events are not shown", ": hello\n\nretry: 1000\n\n:\n\n", []],
    ["a name counts for its event alone", "event: x\ndata: a\n\ndata: b\n\n", [event("a", "x"), event("b")]],
    ["a name without data is no event", "event: x\n\ndata: a\n\n", [event("a")]],
    [
      "an id stays",
      "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
      [event("a", "message", "7"), event("b", "message", "7"), event("c")],
    ],
    ["an id with a NUL is none", "id: 1\0\ndata: a\n\n", [event("a")]],
    ["CR ends lines", "data: a\rdata: b\r\rdata: c\r\r", [event("a\nb"), event("c")]],
    ["CRLF ends lines", "data: a\r\ndata: b\r\n\r\n", [event("a\nb")]],
    ["CR, LF and CRLF mixed", "data: a\r\n\ndata: b\n\rdata: c\r\r\n", [event("a"), event("b"), event("c")]],
    [
      "what other line ends there are belong to the line",
      "data: a\u2028b\u2029c\u0085d\fe\vf\x1cg\n\n",
      [event("a\u2028b\u2029c\u0085d\fe\vf\x1cg")],
    ],
    ["a byte order mark before it", "\ufeffdata: a\n\n", [event("a")]],
    [
      "a mark anywhere else is a character",
      "data: \ufeffa\n\n\ufeffdata: b\n\n",
      [event("\ufeffa"), text("\ufeffdata: b")],
    ],
    ["a second mark is a character", "\ufeff\ufeffdata: a\n\n", [text("\ufeffdata: a")]],
    ["fields are named in lower case", "DATA: a\n\n", [text("DATA: a")]],
    [
      "a line that is no field is told",
      "data: a\nloss: 0.1\nplain words\n\n",
      [text("loss: 0.1"), text("plain words"), event("a")],
    ],
    ["an event that is not closed is none", "data: a\n\ndata: b\n", [event("a")]],
  ])("%s", (_name, stream, items) => {
    expect(parse(stream)).toEqual(items);
    expect(parse(...stream.split(""))).toEqual(items);
  });

  test("reads retry, and accepts only digits", () => {
    const parser = new SseParser();
    expect(parser.retryMs).toBeUndefined();
    parser.push("retry: 1500\nretry: 2s\nretry: -1\nretry:\n");
    expect(parser.retryMs).toBe(1500);
  });
});

const pieceOfStream = fc.oneof(
  fc.constantFrom(
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "data: ",
    "data:",
    "data",
    "event: error\n",
    "id: 3\r",
    ": c\n",
    "retry: 5\n",
    "\ufeff",
    "\u2028",
  ),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);

test("any cutting into pieces gives the same items", () => {
  fc.assert(
    fc.property(fc.array(pieceOfStream, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 12 }), (parts, cuts) => {
      const stream = parts.join("");
      const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, k) => stream.slice(at[k], end));
      expect(parse(...pieces)).toEqual(parse(stream));
      expect(parse(...stream.split(""))).toEqual(parse(stream));
    }),
    { numRuns: 500 },
  );
});

/** The stream as the standard writes it: the parser must return it. */
test("the parser returns what was written", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((value) => value.replace(/[\r\n]/g, "·"));
  const written = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    end: fc.constantFrom("\n", "\r", "\r\n"),
  });
  fc.assert(
    fc.property(fc.array(written, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (events, size) => {
      // One kind of line end for a stream: "\r" before an event that ends its lines with "\n" would be CRLF.
      const end = events[0]?.end ?? "\n";
      const stream = events.map(({ lines }) => `${lines.map((data) => `data: ${data}${end}`).join("")}${end}`).join("");
      const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, k) =>
        stream.slice(k * size, (k + 1) * size),
      );
      expect(parse(...pieces)).toEqual(events.map(({ lines }) => event(lines.join("\n"))));
    }),
    { numRuns: 300 },
  );
});

describe("bounds", () => {
  test("an event may be as long as the limit, and no longer, on one line or on many", () => {
    expect(new SseParser(10).push("data: abcd\n\n")).toEqual([event("abcd")]);
    expect(() => new SseParser(10).push("data: abcde\n\n")).toThrow(EventTooLong);
    expect(() => new SseParser(10).push("data: abc\ndata: abc\ndata: abc\n\n")).toThrow("longer than 10 characters");
    expect(() => new SseParser(10).push("data\n".repeat(12))).toThrow(EventTooLong);
    const inPieces = new SseParser(10);
    for (const unit of "data: abcd") inPieces.push(unit);
    expect(() => inPieces.push("e")).toThrow(EventTooLong);
  });

  test("many events below the limit pass", () => {
    const parser = new SseParser(10);
    let seen = 0;
    for (let k = 0; k < 100; k++) seen += parser.push("data: abcd\n\n").length;
    expect(seen).toBe(100);
  });

  test("a long line in small pieces is joined once", () => {
    const parser = new SseParser();
    parser.push("data: ");
    for (let k = 0; k < 100_000; k++) parser.push("0123456789");
    const [item] = parser.push("\n\n");
    expect(item?.type === "event" ? item.data.length : 0).toBe(1_000_000);
  });
});
