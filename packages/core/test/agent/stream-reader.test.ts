import { describe, expect, it } from "vitest";
import { LiveMessages } from "../../src/agent/live-messages.ts";
import { StreamReader } from "../../src/agent/stream-reader.ts";

const encoder = new TextEncoder();

/** The log text of a body in these pieces, and the number of texts that the reader made. */
const read = (
  contentType: string | undefined,
  pieces: ReadonlyArray<string>,
): { readonly text: string; readonly texts: number } => {
  const reader = new StreamReader(contentType);
  let text = "";
  let texts = 0;
  const take = (messages: Iterable<object>): void => {
    for (const message of messages) {
      if (!("frames" in message)) text += `<${Object.keys(message)[0]}>`;
      else
        for (const frame of message.frames as ReadonlyArray<string>) {
          text += frame;
          texts++;
        }
    }
  };
  for (const piece of pieces) take(reader.read(encoder.encode(piece), new LiveMessages("tail")));
  take(reader.end(new LiveMessages("tail")));
  return { text, texts };
};

const numbered = (event: (n: number) => string): string => Array.from({ length: 100 }, (_, n) => event(n)).join("");
const lines = numbered((n) => `line ${n}\n`);
const log = (message: string): string => JSON.stringify({ type: "log", message });

describe("log events of one form are read together", () => {
  it.each<[string, string | undefined, string]>([
    ["an event stream", "text/event-stream", numbered((n) => `data: ${log(`line ${n}`)}\n\n`)],
    ["with CRLF", "text/event-stream", numbered((n) => `data: ${log(`line ${n}`)}\r\n\r\n`)],
    ["with a name", "text/event-stream", numbered((n) => `event: log\ndata: ${log(`line ${n}`)}\n\n`)],
    [
      "in two data lines",
      "text/event-stream",
      numbered((n) => `data: {"type":"log",\ndata: "message":"line ${n}"}\n\n`),
    ],
    ["with escapes", "text/event-stream", numbered((n) => `data: ${log(`line ${n}\n`)}\n\n`)],
    ["an event stream without a name for it", undefined, numbered((n) => `data: ${log(`line ${n}`)}\n\n`)],
    ["JSON lines", "application/x-ndjson", numbered((n) => `${log(`line ${n}`)}\n`)],
    [
      "each with a time of its own",
      "text/event-stream",
      numbered((n) => `data: {"at":"${n}","type":"log","message":"line ${n}"}\n\n`),
    ],
    [
      "each with a number of its own",
      "text/event-stream",
      numbered((n) => `data: {"message":"line ${n}","number":${n}}\n\n`),
    ],
    [
      "JSON lines, each with a number of its own",
      "application/jsonl",
      numbered((n) => `{"message":"line ${n}","number":${n}}\n`),
    ],
    ["JSON lines with CRLF", "application/jsonl", numbered((n) => `${log(`line ${n}`)}\r\n`)],
  ])("%s", (_name, type, body) => {
    const first = body.slice(0, 60);
    // The first event alone, since it shows that the agent sends events.
    const { text, texts } = read(type, [first, body.slice(60)]);
    expect(text).toBe(lines);
    expect(texts).toBeLessThanOrEqual(4);
    // Each piece has one event that began in the piece before.
    const cut = body.length / 2 + 3;
    expect(read(type, [first, body.slice(60, cut), body.slice(cut)])).toEqual({ text: lines, texts: texts + 2 });
  });

  it("in pieces of at most 64 KiB", () => {
    const reader = new StreamReader("text/event-stream");
    const event = `data: ${log("x".repeat(80))}\n\n`;
    const sizes = [...reader.read(encoder.encode(event.repeat(5_000)), new LiveMessages("tail"))].flatMap((message) =>
      "frames" in message ? [message.frames.join("").length] : [],
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5_000 * 81);
    expect(sizes.length).toBeLessThan(12);
  });
});

describe("other text among them is not lost", () => {
  const event = (message: string): string => `data: ${log(message)}\n\n`;
  it.each<[string, ReadonlyArray<string>, string]>([
    ["a raw line before an event", [event("a"), `raw\n${event("b")}`, event("c")], "a\nraw\nb\nc\n"],
    [
      "an event before, ended by CR",
      [event("a"), `data: ${log("b")}\r\rdata: ${log("c")}\n\n`, event("d")],
      "a\nb\nc\nd\n",
    ],
    ["a comment before an event", [event("a"), `: ping\n\n${event("b")}`, event("c")], "a\nb\nc\n"],
    [
      "a data line of the same event before",
      [event("a"), event("b"), "data: x\n", event("c")],
      `a\nb\nx\n${log("c")}\n`,
    ],
    ["a name before", [event("a"), event("b"), "event: complete\n", 'data: {"message":"c"}\n\n'], "a\nb\n<complete>"],
    [
      "the end",
      [event("a"), `${event("b")}data: {"type":"complete"}\n\n${event("c")}`, event("d")],
      "a\nb\n<complete>",
    ],
    [
      "two events in one",
      [event("a"), event("b"), `data: ${log("c")}\ndata: ${log("d")}\n\n`],
      `a\nb\n${log("c")}\n${log("d")}\n`,
    ],
    [
      "a message that contains the end of another",
      [event("a"), event('b"}\n\ndata: {'), event("c")],
      'a\nb"}\n\ndata: {\nc\n',
    ],
  ])("%s", (_name, pieces, text) => {
    expect(read("text/event-stream", pieces).text).toBe(text);
    expect(read("text/event-stream", [pieces.join("")]).text).toBe(text);
    expect(read("text/event-stream", pieces.join("").split("")).text).toBe(text);
  });
});
