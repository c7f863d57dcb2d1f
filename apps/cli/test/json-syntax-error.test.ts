import { describe, expect, it } from "vitest";
import { findJsonSyntaxError } from "../src/settings/json-syntax-error.ts";

const offsets: ReadonlyArray<readonly [string, number]> = [
  ["", 0],
  ["{", 1],
  ["[1,", 3],
  ["[1,]", 3],
  ['{"a" 1}', 5],
  ['{"a":1,}', 7],
  ['{"a":}', 5],
  ["{a: 1}", 1],
  ["[1 2]", 3],
  ["[1}", 2],
  ["01", 0],
  ["1 2", 2],
  ["nul", 0],
  ['["a', 1],
  ['["a\n"]', 3],
  ['["\\q"]', 2],
  ["-", 0],
  ["]", 0],
];

describe("the first mistake of a JSON text", () => {
  for (const [text, offset] of offsets) {
    it(`of ${JSON.stringify(text)} is at ${offset}`, () => {
      expect(() => JSON.parse(text)).toThrow();
      expect(findJsonSyntaxError(text).offset).toBe(offset);
    });
  }

  it("is at the end of an unclosed text of any depth", () => {
    expect(findJsonSyntaxError("[".repeat(1_000_000)).offset).toBe(1_000_000);
  });
});
