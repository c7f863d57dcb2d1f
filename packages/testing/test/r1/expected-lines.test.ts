import { expect, test } from "vitest";
import { expectedLines } from "../../src/internal.ts";
import { LineSplitter } from "../../src/r1/line-splitter.ts";

const encoder = new TextEncoder();

test.each([
  ["", []],
  ["\n", [""]],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\nb", ["a", "b"]],
  ["a\r\nb\rc\n", ["a", "b", "c"]],
  ["a\r\r\nb", ["a", "", "b"]],
  ["a\n\rb\r", ["a", "", "b"]],
  ["\r\n\r\n", ["", ""]],
  ["10%\r20%\r30%\n", ["10%", "20%", "30%"]],
  ["\ufeffbom\n\ufeffagain\n", ["\ufeffbom", "\ufeffagain"]],
  ["한글 🚀\u2028same\u0085line\u000b\f\n", ["한글 🚀\u2028same\u0085line\u000b\f"]],
  ["nul\0 \u001b[31mred\u001b[0m\n", ["nul\0 \u001b[31mred\u001b[0m"]],
])("the lines of %j", (text, lines) => {
  expect(expectedLines(encoder.encode(text))).toEqual(lines);
});

test.each([
  [[0x61, 0xff, 0x62, 0x0a], ["a\ufffdb"]],
  [[0xed, 0xa0, 0x80, 0x0a], ["\ufffd\ufffd\ufffd"]],
  [
    [0x61, 0x0a, 0xf0, 0x9f],
    ["a", "\ufffd"],
  ],
  [
    [0xf0, 0x9f, 0x0a, 0x61],
    ["\ufffd", "a"],
  ],
])("invalid bytes %j are U+FFFD", (bytes, lines) => {
  expect(expectedLines(Uint8Array.from(bytes))).toEqual(lines);
});

test("boundaries between pieces make no difference, wherever they are", () => {
  const bytes = Uint8Array.of(
    ...encoder.encode("한🚀\r\n\r\r\nb\n\rend\r\n"),
    0xff,
    0xe2,
    0x82,
    0x0a,
    ...encoder.encode("\ufeffc\r"),
    0xf0,
    0x9f,
  );
  const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split(/\r\n|\r|\n/);
  expect(expectedLines(bytes)).toEqual(whole);
  const differences: string[] = [];
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const splitter = new LineSplitter();
      const lines = [
        ...splitter.push(bytes.subarray(0, first)),
        ...splitter.push(bytes.subarray(first, second)),
        ...splitter.push(bytes.subarray(second)),
        ...splitter.end(),
      ];
      if (JSON.stringify(lines) !== JSON.stringify(whole)) differences.push(`${first}, ${second}`);
    }
  }
  expect(differences).toEqual([]);
});
