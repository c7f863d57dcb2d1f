import fc from "fast-check";
import { expect, test } from "vitest";
import { eventData, jsonArray } from "../../src/streams/text-lines.ts";

/** Server-sent events, read as the HTML standard says. */
const parsed = (events: string): ReadonlyArray<string> => {
  const found: Array<string> = [];
  let data: Array<string> = [];
  for (const line of events.split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data.length > 0) found.push(data.join("\n"));
      data = [];
    } else if (line.startsWith("data:")) {
      const value = line.slice("data:".length);
      data.push(value.startsWith(" ") ? value.slice(1) : value);
    }
  }
  return found;
};

const text = fc
  .array(
    fc.constantFrom("a", " ", "\n", "\r", "\r\n", "data: x", "event: control", "id: 1", ":", "€", "😀", "\u2028"),
    {
      maxLength: 12,
    },
  )
  .map((words) => words.join(""));

test("the data of an event is the text, and never another event", () => {
  fc.assert(
    fc.property(text, (given) => {
      const event = `event: data\n${new TextDecoder().decode(eventData(new TextEncoder().encode(given)))}\n`;
      expect(parsed(event)).toEqual([given.replaceAll("\r", "\n")]);
    }),
    { numRuns: 2000 },
  );
});

test("lines of JSON are an array", () => {
  fc.assert(
    fc.property(fc.array(fc.json()), (messages) => {
      const lines = messages.map((message) => `${JSON.stringify(JSON.parse(message))}\n`).join("");
      const array: unknown = JSON.parse(new TextDecoder().decode(jsonArray(new TextEncoder().encode(lines))));
      expect(array).toEqual(messages.map((message) => JSON.parse(message) as unknown));
    }),
  );
});
