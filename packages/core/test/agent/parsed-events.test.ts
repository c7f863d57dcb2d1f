import { describe, expect, it } from "vitest";
import { eventSeparator, textOfEvents } from "../../src/agent/parsed-events.ts";

const textOf = (...events: ReadonlyArray<string>): string | undefined =>
  textOfEvents(events.join(eventSeparator), events.length);

describe("log events that are parsed together", () => {
  it("have any members around their messages", () => {
    expect(
      textOf(
        '{"type":"log","at":1,"message":"a"}',
        ' {"message":"b","at":[{"message":"x"}]}\n',
        '{"type":"x","message":""}',
      ),
    ).toBe("a\nb\n\n");
  });

  it("end their lines as each alone does", () => {
    expect(
      textOf(
        ...["a", "b\n", "c\r", "d\r\n", "\n", "e\rf", "\ng", "h\n\n"].map((message) => JSON.stringify({ message })),
      ),
    ).toBe("a\nb\nc\nd\n\ne\nf\n\ng\nh\n\n");
  });

  it("have no halves of characters", () => {
    expect(textOf('{"message":"a\\ud83d"}', '{"message":"\\ude80"}')).toBe("a\ufffd\n\ufffd\n");
  });

  it.each<[string, ReadonlyArray<string>]>([
    ["the end", ['{"message":"a"}', '{"type":"complete","message":"b"}']],
    ["an error", ['{"type":"error","message":"b"}', '{"message":"a"}']],
    ["no message", ['{"message":"a"}', '{"type":"log"}']],
    ["a message that is not text", ['{"message":5}', '{"message":"a"}']],
    ["a message of a prototype", ['{"__proto__":{"message":"a"}}', '{"message":"a"}']],
    ["a list", ['[{"message":"a"}]', '{"message":"a"}']],
    ["nothing", ["", '{"message":"a"}']],
    ["plain words", ["words", '{"message":"a"}']],
    ["an event that is cut", ['{"message":"a"', '{"message":"a"}']],
    ["two events that are one value together", ['{"message":"a","x":[{}', "{}]}", '{"message":"b"},{"message":"c"}']],
    [
      "two events that are one value, and one that is two",
      ['{"message":"a","x":[{}', "{}]}", '{"message":"b"},"","",{"message":"c"}'],
    ],
    ["an event that is two", ['{"message":"b"},"q",{"message":"c"}', '{"message":"a"},', '"s",{"message":"a"}']],
  ])("are read alone when one is something else: %s", (_name, events) => {
    expect(textOf(...events)).toBeUndefined();
  });

  it("need the separator between any two", () => {
    expect(textOfEvents('{"message":"a"},"s",{"message":"b"}', 2)).toBeUndefined();
    expect(textOfEvents(`{"message":"a"}${eventSeparator}{"message":"b"}`, 2)).toBe("a\nb\n");
  });

  it("have a separator that nobody can know", () => {
    expect(eventSeparator).toMatch(/^,"[0-9a-z]{16,}",$/);
  });
});
