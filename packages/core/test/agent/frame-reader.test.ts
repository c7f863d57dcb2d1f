import { describe, expect, it } from "vitest";
import { FrameReader } from "../../src/agent/frame-reader.ts";
import { LiveMessages } from "../../src/agent/live-messages.ts";
import { singleFrames } from "../support/single-messages.ts";

const encoder = new TextEncoder();
const log = (message: string): string => JSON.stringify({ type: "log", message });

/** The messages of each pull, and how many pieces of text the reader added for them. */
const read = (
  pulls: ReadonlyArray<ReadonlyArray<string | Uint8Array>>,
): { readonly text: ReadonlyArray<string>; readonly pieces: number } => {
  const reader = new FrameReader();
  let pieces = 0;
  const text = pulls.map((frames) => {
    const all = [...reader.read(frames, new LiveMessages("tail"))];
    for (const message of all) if ("frames" in message) pieces += message.frames.length;
    return all
      .map((message) => ("frames" in message ? message.frames.join("") : `<${Object.keys(message)[0]}>`))
      .join("");
  });
  return { text, pieces };
};

const numbered = (count: number, event: (n: number) => string): Array<string> =>
  Array.from({ length: count }, (_, n) => event(n));

it("text and binary messages with a time of each keep their order", () => {
  const event = (n: number): string => `{"type":"log","at":"${n}","message":"line ${n}"}`;
  const binary = Array.from({ length: 20 }, (_, n) => encoder.encode(event(n + 10)));
  // The text ones are as long as the binary ones of the pull before, whose bytes they must not become.
  const mixed = Array.from({ length: 20 }, (_, n) => (n < 10 ? encoder.encode(event(n + 30)) : event(n + 30)));
  const lines = (from: number): string => numbered(20, (n) => `line ${n + from}\n`).join("");
  expect(read([[log("first")], binary, mixed]).text).toEqual(["first\n", lines(10), lines(30)]);
});

describe("log events of one form are read together", () => {
  it.each<[string, (n: number) => string | Uint8Array]>([
    ["text", (n) => log(`line ${n}`)],
    ["binary", (n) => encoder.encode(log(`line ${n}`))],
    ["with spaces", (n) => `{"type": "log", "message": "line ${n}"}`],
    ["the message first", (n) => `{"message":"line ${n}","type":"log"}`],
    [
      "further members",
      (n) => `{"type":"log","job":{"message":[1]},"x":"\\"","stream":"stdout" ,"message":"line ${n}"}`,
    ],
    ["a newline at the end", (n) => log(`line ${n}\n`)],
    ["a time of each", (n) => `{"type":"log","at":"${n}","message":"line ${n}"}`],
    ["a time of each, binary", (n) => encoder.encode(`{"type":"log","at":"${n}","message":"line ${n}"}`)],
    ["two forms", (n) => `{"type":"log","from":"${n % 2}","message":"line ${n}"}`],
    ["escaped characters", (n) => `{"type":"log","message":"\\u006cine ${n}\\r"}`],
  ])("%s", (_name, event) => {
    const frames = Array.from({ length: 100 }, (_, n) => event(n));
    const { text, pieces } = read([frames, frames]);
    const lines = numbered(100, (n) => `line ${n}\n`).join("");
    expect(text).toEqual([lines, lines]);
    // The first frame alone, since it shows that the agent sends events, and their form.
    expect(pieces).toBe(3);
  });

  it("in pieces of at most 64 KiB, which a long frame does not delay", () => {
    const frames = [
      ...numbered(3_000, (n) => log(`line ${n}`.padEnd(80, "."))),
      log("x".repeat(300_000)),
      log("last"),
      log("one"),
    ];
    const reader = new FrameReader();
    const encoded = frames.map((frame) => encoder.encode(frame));
    const sizes = [...reader.read(encoded, new LiveMessages("tail"))].map((message) =>
      "frames" in message ? message.frames.join("").length : 0,
    );
    expect(sizes.filter((size) => size > 64 * 1024)).toEqual([300_001]);
    expect(sizes.length).toBeLessThan(12);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3_000 * 81 + 300_001 + 9);
  });
});

const bare = "a".repeat(3);
describe("frames that are events only together are read one by one", () => {
  it.each<[string, ReadonlyArray<string>]>([
    ["a bare frame that contains two events", [log("a"), log("b"), `${log("c")}\n${log("d")}`, log("e")]],
    [
      "bare frames that make up two events",
      ['{\n"message":"a"\n}', '{\n"message":"b"\n}', "{", '"message":"c"\n}\n{\n"message":"d"\n}'],
    ],
    [
      "an escape that continues in the next frame",
      [log("a"), log("b"), '{"type":"log","message":"c\\"}', '{"type":"log","message":"n"}'],
    ],
    [
      "a backslash before the newline between two frames",
      [log("a"), log("b"), '{"type":"log","message":"c\\"}', log("d")],
    ],
    [
      "half a surrogate pair each",
      [log("a"), '{"type":"log","message":"\\ud83d"}', '{"type":"log","message":"\\ude80"}'],
    ],
    [
      "half a surrogate pair each, not escaped",
      [log("a"), '{"type":"log","message":"\ud83d"}', '{"type":"log","message":"\ude80"}'],
    ],
    [
      "a member in the message's place",
      [log("a"), log("b"), '{"type":"log","message":"c","type":"complete","x":"d"}', log("e")],
    ],
    ["the mark between decoded messages", [log("a"), log("b\\"), log("c\u007fd\\"), log("e\n")]],
    ["a duplicate that wins", [log("a"), '{"message":"b","message":"x"}', '{"message":"c","message":"x"}']],
    ["a message before the last one", [log("a"), '{"message":"x","m":"\\"message\\":\\""}', '{"message":"x","m":"b"}']],
    [
      "control characters",
      [log("a"), log("b"), '{"type":"log","message":"\u0000"}', '{"type":"log","message":"\r"}', log("c")],
    ],
    ["empty frames and heartbeats", [log("a"), "", log("b"), '{"type":"ping"}', log("c"), bare, "", log("d")]],
    [
      "a frame in which the form's two parts overlap",
      [log("a"), log("b"), '{"type":"log","message":"}', log("c"), log("d")],
    ],
    ["an end", [log("a"), log("b"), '{"type":"complete"}', log("c")]],
  ])("%s", (_name, frames) => {
    for (const pulls of [[frames], frames.map((frame) => [frame]), [frames.slice(0, 2), frames.slice(2)]]) {
      const expected = singleFrames(pulls).map((messages) =>
        messages.map((message) => ("text" in message ? message.text : `<${Object.keys(message)[0]}>`)).join(""),
      );
      expect(read(pulls).text).toEqual(expected);
      expect(read(pulls.map((pull) => pull.map((frame) => encoder.encode(frame)))).text).toEqual(
        singleFrames(pulls.map((pull) => pull.map((frame) => encoder.encode(frame)))).map((messages) =>
          messages.map((message) => ("text" in message ? message.text : `<${Object.keys(message)[0]}>`)).join(""),
        ),
      );
    }
  });
});
