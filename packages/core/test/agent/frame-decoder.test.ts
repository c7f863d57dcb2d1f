import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../src/agent/agent-event.ts";
import { FrameDecoder } from "../../src/agent/frame-decoder.ts";

const decode = (...frames: ReadonlyArray<string | Uint8Array>): Array<AgentEvent> => {
  const decoder = new FrameDecoder();
  return frames.map((frame) => decoder.frame(frame));
};
const line = (text: string): AgentEvent => ({ type: "line", text });
const emptyLine: AgentEvent = { type: "maybe", text: "\n", kind: "empty" };
/** Only a type: a heartbeat, or a line that a job printed. */
const control = (text: string, type: string): AgentEvent => ({
  type: "maybe",
  text: `${text}\n`,
  kind: `control ${type}`,
});
const ping = control('{"type": "ping"}', "ping");
const nothing: AgentEvent = { type: "nothing" };
const complete: AgentEvent = { type: "complete" };
const log = (message: unknown): string => JSON.stringify({ type: "log", message });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("one frame", () => {
  test.each<[string, string | Uint8Array, AgentEvent]>([
    ["a log event", '{"type": "log", "message": "a"}', line("a\n")],
    ["no type", '{"message": "a"}', line("a\n")],
    ["a type nobody knows", '{"type": "step", "message": "a", "n": 1}', line("a\n")],
    ["a type that is no text", '{"type": 5, "message": "a"}', line("a\n")],
    ["more members", '{"message": "a", "level": "INFO"}', line("a\n")],
    ["space around it", ' \r\n\t{"message": "a"} ', line("a\n")],
    ["its key twice", '{"message": "x", "message": "y"}', line("y\n")],
    ["several lines", '{"message": "a\\nb\\r\\nc\\rd"}', line("a\nb\nc\nd\n")],
    ["its own newline", '{"message": "a\\n"}', line("a\n")],
    ["an empty line after it", '{"message": "a\\n\\n"}', line("a\n\n")],
    ["an empty message", '{"type": "log", "message": ""}', line("\n")],
    ["a newline alone", '{"type": "log", "message": "\\n"}', line("\n")],
    ["a line inside that is an event", log('{"type": "complete"}'), line('{"type": "complete"}\n')],
    ["half a surrogate pair", '{"message": "\\ud800x\\udc00 \\ud83d\\ude80"}', line("\ufffdx\ufffd 🚀\n")],
    ["a number keeps its digits", '{"message": 12345678901234567890.10}', line("12345678901234567890.10\n")],
    ["an object keeps its spaces", '{"message": {"a":  [1, "}\\""]}, "type": "log"}', line('{"a":  [1, "}\\""]}\n')],
    ["zero", '{"message": 0}', line("0\n")],
    ["false", '{"message": false}', line("false\n")],
    ["no message", '{"type": "log"}', control('{"type": "log"}', "log")],
    [
      "message null",
      '{"type": "log", "message": null, "job": "x"}',
      control('{"type": "log", "message": null, "job": "x"}', "log"),
    ],
    ["a greeting", '{"type": "connected", "job_id": "x"}', nothing],
    ["a heartbeat", '{"type": "ping"}', ping],
    ["message null alone", '{"message": null}', control('{"message": null}', "")],
    ["an error", '{"type": "error", "message": "boom"}', { type: "error", message: "boom" }],
    ["an error without a reason", '{"type": "error"}', { type: "error", message: "Unknown error" }],
    ["an empty reason", '{"type": "error", "message": ""}', { type: "error", message: "Unknown error" }],
    [
      "a reason that is an object",
      '{"type": "error", "message": {"code":7}}',
      { type: "error", message: '{"code":7}' },
    ],
    ["plain text", "epoch 1: {ok}", line("epoch 1: {ok}\n")],
    ["JSON of the job's own", '{"loss": 0.1, "step": 3}', line('{"loss": 0.1, "step": 3}\n')],
    [
      "the same with a type",
      '{"type": "metric", "loss": 0.1}',
      { type: "maybe", text: '{"type": "metric", "loss": 0.1}\n', kind: "type metric" },
    ],
    ["the same with message null", '{"message": null, "loss": 0.1}', line('{"message": null, "loss": 0.1}\n')],
    ["an empty object", "{}", line("{}\n")],
    ["a number", "5", line("5\n")],
    ["a list", '[{"type": "complete"}]', line('[{"type": "complete"}]\n')],
    ["null", "null", line("null\n")],
    ["a string", '"hi"', line('"hi"\n')],
    ["NaN", "NaN", line("NaN\n")],
    ["half an event", '{"type": "complete"', line('{"type": "complete"\n')],
    ["an event with a comma too many", '{"type": "complete",}', line('{"type": "complete",}\n')],
    ["an inherited name", '{"__proto__": {"type": "complete"}}', line('{"__proto__": {"type": "complete"}}\n')],
    ["deep nesting", `{"message": ${"[".repeat(5000)}`, line(`{"message": ${"[".repeat(5000)}\n`)],
    ["a number of 5,000 digits", "9".repeat(5000), line(`${"9".repeat(5000)}\n`)],
    ["spaces", "   ", line("   \n")],
    ["what other line ends there are", "a\u2028b\u0085c\fd", line("a\u2028b\u0085c\fd\n")],
    ["binary JSON", bytes('{"type": "log", "message": "한"}'), line("한\n")],
    ["binary text", bytes("plain 한"), line("plain 한\n")],
    ["binary that is no UTF-8", Uint8Array.of(0xff, 0x41, 0x80), line("\ufffdA\ufffd\n")],
    ["binary with a byte order mark", bytes("\ufeffa"), line("\ufeffa\n")],
  ])("%s", (_name, frame, event) => {
    expect(decode(frame)).toEqual([event]);
  });

  test("closed deep nesting is one line, whatever the engine can parse", () => {
    const deep = `{"message": ${"[".repeat(5000)}${"]".repeat(5000)}}`;
    const [event] = decode(deep);
    // An engine that can parse it takes the list's text as the message, any other the whole frame.
    expect([line(`${"[".repeat(5000)}${"]".repeat(5000)}\n`), line(`${deep}\n`)]).toContainEqual(event);
  });
});

describe("the effect of earlier frames", () => {
  test("empty frames between events are heartbeats", () => {
    expect(decode("", log("a"), "", Uint8Array.of(), log("b"), '{"type": "complete"}')).toEqual([
      nothing,
      line("a\n"),
      nothing,
      nothing,
      line("b\n"),
      complete,
    ]);
  });

  test("empty frames of a bare stream may be empty lines, and the first ones are", () => {
    expect(decode("", "", "a", "", "b")).toEqual([nothing, nothing, line("\n\na\n"), emptyLine, line("b\n")]);
  });

  test("an empty frame before an event is a heartbeat, and one before only a type keeps its position", () => {
    expect(decode("", log("a"), "bare")).toEqual([nothing, line("a\n"), line("bare\n")]);
    expect(decode("", '{"type": "ping"}', "bare")).toEqual([
      nothing,
      control('\n{"type": "ping"}', "ping"),
      line("bare\n"),
    ]);
  });

  test("only a type is certainly an event only among the agent's own events", () => {
    expect(decode(log("a"), '{"type": "ping"}')).toEqual([line("a\n"), nothing]);
    expect(decode('{"type": "connected"}', '{"type": "ping"}')).toEqual([nothing, nothing]);
    expect(decode('{"type": "ping"}', '{"type": "ping"}', "bare", '{"type": "log"}')).toEqual([
      ping,
      ping,
      line("bare\n"),
      control('{"type": "log"}', "log"),
    ]);
  });

  test("more empty frames at the start than any log has empty lines are heartbeats, however many", () => {
    const events = decode(...Array<string>(20_000).fill(""), "a");
    expect(events.slice(0, -1).every(({ type }) => type === "nothing")).toBe(true);
    expect(events.at(-1)).toEqual(line("a\n"));
  });

  test("in a bare stream an end may be the job's own line, and the event has its text", () => {
    expect(decode("starting", '{"type": "complete"}', '{"type": "error", "message": "disk"}', "still here")).toEqual([
      line("starting\n"),
      { type: "complete", text: '{"type": "complete"}\n' },
      { type: "error", message: "disk", text: '{"type": "error", "message": "disk"}\n' },
      line("still here\n"),
    ]);
  });

  test.each<[string, string | Uint8Array]>([
    ["alone", '{"type": "complete"}'],
    ["with more", '{"type": "complete", "message": "done", "status": "SUCCEEDED"}'],
    ["binary", bytes('{"type": "complete"}')],
  ])("complete is certain after an event, and may be the log's first line before one: %s", (_name, frame) => {
    const text = `${typeof frame === "string" ? frame : '{"type": "complete"}'}\n`;
    expect(decode(log("a"), frame)).toEqual([line("a\n"), complete]);
    expect(decode('{"type": "connected"}', frame)).toEqual([nothing, complete]);
    expect(decode('{"type": "ping"}', frame)).toEqual([ping, { type: "complete", text }]);
    expect(decode(frame, "bare")).toEqual([{ type: "complete", text }, line("bare\n")]);
  });

  test("in a bare stream JSON without a type belongs to the job", () => {
    const own = '{"message": "hi", "level": "INFO"}';
    expect(decode("starting", own)).toEqual([line("starting\n"), line(`${own}\n`)]);
    expect(decode("starting", '{"message": "hi"}')).toEqual([line("starting\n"), line("hi\n")]);
    expect(decode(log("starting"), own)).toEqual([line("starting\n"), line("hi\n")]);
  });

  test("after events, a bare line between them changes nothing", () => {
    expect(decode("bare", log("a"), "bare", '{"type": "complete"}')).toEqual([
      line("bare\n"),
      line("a\n"),
      line("bare\n"),
      complete,
    ]);
  });
});

describe("events of a stream", () => {
  test.each<[string, string, string, AgentEvent]>([
    ["no name", "message", log("a"), line("a\n")],
    ["any name", "log", log("a"), line("a\n")],
    ["plain data", "message", "a\nb", line("a\nb\n")],
    ["the name complete", "complete", "{}", complete],
    ["the name complete without data", "complete", "", complete],
    ["the name error with a message", "error", '{"message": "boom", "code": 7}', { type: "error", message: "boom" }],
    ["the name error with text", "error", "boom", { type: "error", message: "boom" }],
    ["the name error without data", "error", "", { type: "error", message: "Unknown error" }],
    ["a type in the data goes before the name", "error", log("a"), line("a\n")],
    ["an error in the data", "message", '{"type": "error", "message": "boom"}', { type: "error", message: "boom" }],
    ["empty data", "message", "", nothing],
  ])("%s", (_name, event, data, expected) => {
    expect(new FrameDecoder().sse(event, data)).toEqual(expected);
  });

  test("an event with another name than the lines may be a heartbeat", () => {
    const maybe = (text: string, kind: string): AgentEvent => ({ type: "maybe", text, kind });
    const events = new FrameDecoder();
    events.sse("message", log("a"));
    expect(events.sse("ping", "{}")).toEqual(maybe("{}\n", "event ping"));
    expect(events.sse("ping", "")).toEqual(nothing);
    expect(events.sse("ping", log("b"))).toEqual(line("b\n"));
    expect(events.sse("message", "raw")).toEqual(line("raw\n"));
    const bare = new FrameDecoder();
    expect(bare.sse("output", "a")).toEqual(line("a\n"));
    expect(bare.sse("ping", "x")).toEqual(maybe("x\n", "event ping"));
    expect(bare.sse("output", "")).toEqual(emptyLine);
    expect(bare.sse("output", "b")).toEqual(line("b\n"));
  });

  test("a line that is not an event is a line of the log, whatever it looks like", () => {
    expect(new FrameDecoder().rawLine('{"type": "complete"}')).toEqual(line('{"type": "complete"}\n'));
  });
});

describe("lines of a plain stream stay text", () => {
  test.each([
    "a",
    "42",
    '{"type": "complete"}',
    log("a"),
    "data: this line",
    `data: ${log("a")}`,
    "event: error",
    ": x",
  ])("%j", (text) => expect(new FrameDecoder().plainLine(text)).toEqual(line(`${text}\n`)));

  test("an end is reported with its text", () => {
    const text = 'data: {"type": "complete"}';
    expect(new FrameDecoder().plainLine(text)).toEqual({ type: "complete", text: `${text}\n` });
    const error = 'data:{"type": "error", "message": "boom"}';
    expect(new FrameDecoder().plainLine(error)).toEqual({ type: "error", message: "boom", text: `${error}\n` });
  });
});

test("defect 8: an error or complete event is never too long", () => {
  const decoder = new FrameDecoder();
  const reason = "x".repeat(20_000);
  expect(decoder.frame(JSON.stringify({ type: "error", message: reason }))).toEqual({ type: "error", message: reason });
  expect(decoder.frame(JSON.stringify({ type: "complete", detail: reason }))).toEqual(complete);
  expect(decoder.sse("error", reason)).toEqual({ type: "error", message: reason });
});

test("held empty lines come before the next line", () => {
  const decoder = new FrameDecoder();
  decoder.frame("");
  expect(decoder.frame("one")).toEqual(line("\none\n"));
});

/** Any lines, wrapped one by one or several to a message, with heartbeats between them, come out unchanged. */
test("the lines that an agent wraps come out unchanged", () => {
  const someLine = fc
    .oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom('{"type": "complete"}', "5", "", "data: x"))
    .map((value) => value.replace(/[\r\n]/g, "·"));
  const message = fc.record({
    lines: fc.array(someLine, { minLength: 1, maxLength: 3 }),
    ended: fc.boolean(),
    binary: fc.boolean(),
    life: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
      const decoder = new FrameDecoder();
      let text = "";
      for (const { lines, ended, binary, life } of messages) {
        // A message that ends with an empty line needs its newline: "a\n" is one line.
        const body = lines.join("\n") + (ended || lines.at(-1) === "" ? "\n" : "");
        for (const frame of [log(body), ...(life ? ["", '{"type": "ping"}'] : [])]) {
          const event = decoder.frame(binary ? bytes(frame) : frame);
          if (event.type === "line") text += event.text;
        }
      }
      expect(text).toBe(messages.flatMap(({ lines }) => lines.map((each) => `${each}\n`)).join(""));
    }),
    { numRuns: 300 },
  );
});

test("bare lines come out unchanged, whatever they look like", () => {
  const bare = fc.string({ unit: "grapheme", maxLength: 12 }).map((value) => value.replace(/[\r\n]/g, "·"));
  fc.assert(
    fc.property(fc.array(fc.oneof(bare, fc.json()), { maxLength: 20 }), (lines) => {
      const decoder = new FrameDecoder();
      let text = "";
      for (const each of lines) {
        const event = decoder.plainLine(each);
        if (event.type === "line" || event.type === "maybe") text += event.text;
      }
      expect(text).toBe(lines.map((each) => `${each}\n`).join(""));
    }),
  );
});
