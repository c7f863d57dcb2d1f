import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/agent/agent-event.ts";
import { FrameDecoder } from "../../src/agent/frame-decoder.ts";
import { EventTooLong } from "../../src/agent/line-splitter.ts";
import { framingOf, StreamDecoder } from "../../src/agent/stream-decoder.ts";

const decode = (contentType: string | undefined, pieces: ReadonlyArray<string>): Array<AgentEvent> => {
  const decoder = new StreamDecoder(contentType, new FrameDecoder());
  return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()];
};
/** The log when the empty lines that a bare stream may mean are lines. */
const textOf = (events: ReadonlyArray<AgentEvent>): string =>
  events
    .map((event) =>
      event.type === "line" || (event.type === "maybe" && event.kind === "empty") ? event.text : `<${event.type}>`,
    )
    .join("");

test.each([
  ["text/event-stream", "sse"],
  ["Text/Event-Stream ; charset=latin-1", "sse"],
  ["application/x-ndjson", "json-lines"],
  ["application/jsonl", "json-lines"],
  ["text/plain; charset=utf-8", undefined],
  ["application/octet-stream", undefined],
  ["", undefined],
  [undefined, undefined],
  [null, undefined],
])("content type %s is %s", (type, framing) => expect(framingOf(type)).toBe(framing));

const event = 'data: {"type": "log", "message": "a"}\n\n';

describe.each([["text/plain"], ["application/octet-stream"], [undefined]])("a body of type %s", (type) => {
  test.each<[string, string, string]>([
    ["plain lines", "one\r\ntwo\n\nthree\r", "one\ntwo\n\nthree\n"],
    ["no newline at the end", "one\ntwo", "one\ntwo\n"],
    ["nothing", "", ""],
    ["empty lines only", "\n\r\n\n", "\n\n\n"],
    ["one line that is not ended", "one", "one\n"],
    ["lines that look like JSON", '{"message": "x"}\n5\n', '{"message": "x"}\n5\n'],
    ["a first line that only begins like an event", "data: x\ndata: y\n", "data: x\ndata: y\n"],
    ["an event stream under a wrong name", `${event}${event}`, "a\na\n"],
    ["the same after a byte order mark and empty lines", `\ufeff\n${event}`, "a\n"],
    ["a mark alone on its line", "\ufeff\n\none\n", "\ufeff\n\none\n"],
    ["the same after empty lines", `\r\n${event}raw\n`, "a\nraw\n"],
    ["an event after a plain line is a line", `one\n${event}`, `one\n${event}`],
  ])("%s", (_name, body, text) => {
    expect(textOf(decode(type, [body]))).toBe(text);
    expect(textOf(decode(type, body.split("")))).toBe(text);
  });

  test("a first event that is too long to wait for is a line, however its pieces are cut", () => {
    const body = `data: {"message": "${"x".repeat(33_000)}"}\n`;
    expect(decode(type, [body])).toEqual([{ type: "line", text: body }]);
    expect(decode(type, [body.slice(0, 20_000), body.slice(20_000)])).toEqual(decode(type, [body]));
  });

  test("a first line that is too long to wait for is a line", () => {
    const long = "x".repeat(10_000);
    expect(textOf(decode(type, [long, long, long, long, "\n"]))).toBe(`${long.repeat(4)}\n`);
    const decoder = new StreamDecoder(type, new FrameDecoder());
    for (let k = 0; k < 3; k++) decoder.push(long);
    expect(decoder.framing).toBeUndefined();
    decoder.push(long);
    expect(decoder.framing).toBe("plain");
  });
});

describe("the end", () => {
  test("nothing follows a certain end", () => {
    const stream = new StreamDecoder("text/event-stream", new FrameDecoder());
    expect(stream.push(`${event}data: {"type": "complete"}\n\n${event}`)).toEqual([
      { type: "line", text: "a\n" },
      { type: "complete" },
    ]);
    expect(stream.push(event)).toEqual([]);
    expect(stream.end()).toEqual([]);
  });

  test("an end that a job may have printed ends nothing", () => {
    expect(textOf(decode("text/plain", ['one\ndata: {"type": "complete"}\ntwo\n']))).toBe("one\n<complete>two\n");
  });

  test("an unclosed event does not count, even if the body ended properly", () => {
    expect(decode("text/event-stream", ['data: {"type": "complete"}\n'])).toEqual([]);
  });

  test("a cut body yields no half line", () => {
    expect(new StreamDecoder("text/plain", new FrameDecoder()).push("one\ntw")).toEqual([
      { type: "line", text: "one\n" },
    ]);
  });
});

test("JSON lines are events, and their empty lines heartbeats", () => {
  const body = '{"message": "a"}\n\n{"loss": 1}\n{"type": "complete"}\n{"message": "b"}\n';
  expect(textOf(decode("application/x-ndjson", [body]))).toBe('a\n{"loss": 1}\n<complete>');
});

test("one line or event is bounded with every framing", () => {
  for (const type of ["text/event-stream", "application/x-ndjson", "text/plain"]) {
    const stream = new StreamDecoder(type, new FrameDecoder(), 40_000);
    expect(() => {
      for (let k = 0; k < 10; k++) stream.push("x".repeat(5000));
    }).toThrow(EventTooLong);
  }
});

test("any cutting into pieces gives the same events", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      event,
      'data: {"type": "complete"}\n',
      "data:",
      '{"message": "b"}\n',
      "\ufeff",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  );
  const type = fc.constantFrom("text/event-stream", "application/x-ndjson", "text/plain", undefined);
  fc.assert(
    fc.property(
      type,
      fc.array(part, { maxLength: 20 }),
      fc.array(fc.nat(150), { maxLength: 10 }),
      (contentType, parts, cuts) => {
        const body = parts.join("");
        const at = [0, ...cuts.map((cut) => Math.min(cut, body.length)).sort((a, b) => a - b), body.length];
        const pieces = at.slice(1).map((end, k) => body.slice(at[k], end));
        const whole = decode(contentType, [body]);
        expect(decode(contentType, pieces)).toEqual(whole);
        expect(decode(contentType, body.split(""))).toEqual(whole);
      },
    ),
    { numRuns: 1000 },
  );
});

test("a plain body comes out as its lines", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: "grapheme", maxLength: 10 }).map((value) => value.replace(/[\r\n]/g, "·")),
        { maxLength: 12 },
      ),
      fc.constantFrom("\n", "\r\n", "\r"),
      (lines, end) => {
        const body = ["first", ...lines].map((each) => each + end).join("");
        expect(textOf(decode("text/plain", [body]))).toBe(["first", ...lines].map((each) => `${each}\n`).join(""));
      },
    ),
  );
});
