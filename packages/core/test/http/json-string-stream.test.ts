import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonStringError, makeJsonStringStream } from "../../src/http/json-string-stream.ts";

const encoder = new TextEncoder();
/** Half of a surrogate pair. */
const lone = /\p{Surrogate}/u;

/** The bytes cut at these offsets (fractions of the whole). */
const cutAt = (bytes: Uint8Array, places: ReadonlyArray<number>): Array<Uint8Array> => {
  const sorted = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
};

const readAll = (pieces: ReadonlyArray<Uint8Array>): Array<string> => {
  const stream = makeJsonStringStream("logs");
  return [...pieces.map((piece) => stream.push(piece)), stream.end()];
};

/** JSON text in every form a server may write: escapes of its choice, spaces, further members. */
const document = fc
  .record({
    log: fc.array(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 5 }),
        fc.constantFrom(
          "\n",
          "\r\n",
          '"',
          "\\",
          "/",
          "\u{1f600}",
          "한",
          "\u0000",
          "\u2028",
          "\ufeff",
          "\ud83d",
          "\ude00",
        ),
      ),
      { maxLength: 30 },
    ),
    escaped: fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
    before: fc.dictionary(
      fc.string().filter((key) => key !== "logs"),
      fc.jsonValue(),
      { maxKeys: 3 },
    ),
    after: fc.dictionary(
      fc.string().filter((key) => key !== "logs"),
      fc.jsonValue(),
      { maxKeys: 3 },
    ),
    indent: fc.constantFrom(0, 1),
  })
  .map(({ log, escaped, before, after, indent }) => {
    let turn = 0;
    const string = Array.from(log.join(""))
      .map((character) => {
        const plain = JSON.stringify(character).slice(1, -1);
        const escape = escaped[turn++ % escaped.length] === true || lone.test(character);
        if (!escape) return plain;
        return Array.from(
          { length: character.length },
          (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
        ).join("");
      })
      .join("");
    const members = (object: object): Array<string> =>
      Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value, null, indent)}`);
    return ` {\n${[...members(before), `"logs" : "${string}"`, ...members(after)].join(" ,\t")} }\r\n`;
  });

describe("the JSON string decoder", () => {
  it("returns what JSON.parse returns, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(document, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (text, places) => {
        const wanted = (JSON.parse(text) as { logs: string }).logs;
        const got = readAll(cutAt(encoder.encode(text), places));
        expect(got.join("")).toBe(wanted);
        // No piece may end inside a surrogate pair: its readers decode each piece on its own.
        if (!lone.test(wanted)) for (const piece of got) expect(piece).not.toMatch(lone);
      }),
      { numRuns: 500 },
    );
  });

  it("returns the same byte by byte", () => {
    const text = JSON.stringify({ logs: 'a\n"\\/\u{1f600}한\u0000\t', other: [{ "}": "]" }] });
    const bytes = encoder.encode(text);
    expect(
      readAll(
        cutAt(
          bytes,
          Array.from(bytes, (_, index) => index / bytes.length),
        ),
      ).join(""),
    ).toBe('a\n"\\/\u{1f600}한\u0000\t');
  });

  it("keeps the halves of an escaped pair together, wherever the bytes are cut", () => {
    const bytes = encoder.encode('{"logs":"a\\ud83d\\ude00b\\ud83d"}');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const got = readAll([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(got.join("")).toBe("a\u{1f600}b\ud83d");
      // Only the half at the end of the log may stay alone.
      expect(got.join("|")).not.toMatch(/\ud83d\|+\ude00/);
    }
  });

  it("refuses every document that breaks off", () => {
    const bytes = encoder.encode('{"n":{"a":[1,"]"]},"logs":"a\\u00e4\\n\u{1f600}"}');
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readAll([bytes.subarray(0, length)]), `${length} bytes`).toThrow(JsonStringError);
    }
    expect(readAll([bytes]).join("")).toBe("aä\n\u{1f600}");
  });

  it.each([
    "<html>",
    "[]",
    '"logs"',
    "null",
    '{"logs":null}',
    '{"logs":1}',
    '{"other":"x"}',
    '{"logs":"a","logs":"b"}',
    '{"logs":"\\x"}',
    '{"logs":"\\u12g4"}',
    '{"logs":"a\nb"}',
    '{"logs":"a"} x',
    '{"logs":"a",}',
    '{"logs" "a"}',
    '{"a":[},"logs":"a"}',
    '{"a":nul,"logs":"a"}',
    '{"a":,"logs":"a"}',
    '{logs:"a"}',
    `{"${"k".repeat(2000)}":1}`,
    `{"a":${"1".repeat(2000)}}`,
    `{"a":${"[".repeat(2000)}`,
  ])("refuses %s", (text) => {
    expect(() => readAll([encoder.encode(text)])).toThrow(JsonStringError);
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(() => readAll([new Uint8Array([0x7b, 0x22, 0xff])])).toThrow(JsonStringError);
  });

  it("keeps nothing but the current piece", () => {
    const stream = makeJsonStringStream("logs");
    expect(stream.push(encoder.encode('{"logs":"'))).toBe("");
    for (let piece = 0; piece < 1000; piece++) expect(stream.push(encoder.encode("x".repeat(1000)))).toHaveLength(1000);
    expect(stream.push(encoder.encode('"}')) + stream.end()).toBe("");
  });
});
