import fc from "fast-check";
import { expect, it } from "vitest";
import { utf8Length } from "../../../src/tail/text/utf8-length.ts";
import { growsTooFast } from "../../support/growth.ts";

const encoder = new TextEncoder();

it("is the length that the text has when it is encoded", () => {
  const part = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "é", "한", "🚀", "\ud83d", "\ude80"));
  fc.assert(
    fc.property(fc.array(part), fc.nat(40_000), (parts, repeats) => {
      const text = parts.join("").repeat(1 + Math.min(repeats, Math.floor(200_000 / (1 + parts.join("").length))));
      expect(utf8Length(text)).toBe(encoder.encode(text).length);
    }),
    { numRuns: 60 },
  );
});

it("takes time in proportion to the text", () => {
  for (const unit of ["a", "한", "🚀"]) {
    const slow = growsTooFast((units) => {
      const text = unit.repeat(units * 8);
      return () => utf8Length(text);
    }, 1 << 18);
    expect(slow).toBeUndefined();
  }
});
