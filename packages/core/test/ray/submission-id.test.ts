import { describe, expect, it } from "vitest";
import { InvalidRequest } from "../../src/errors.ts";
import { atLeast } from "../../src/ray/at-least.ts";
import { checkJobId, newSubmissionId } from "../../src/ray/submission-id.ts";

describe("job ids", () => {
  it("have Ray's form, and never repeat", () => {
    const ids = Array.from({ length: 2000 }, newSubmissionId);
    for (const id of ids) expect(id).toMatch(/^raysubmit_[a-zA-Z0-9]{16}$/);
    expect(new Set(ids).size).toBe(ids.length);
    const letters = new Set(ids.join("").replaceAll("raysubmit_", ""));
    expect(letters.size).toBe(62);
  });

  it.each([
    "",
    "/",
    "a/b",
    "a?b",
    "a#b",
    "a\\b",
    ".",
    "..",
    "a\nb",
    "a\u0000",
    "a\u007f",
    "a\u009f",
    "\ud800",
    "x".repeat(241),
    "\uac00".repeat(80) + "x",
    "\u{1f600}".repeat(60) + "x",
    "x".repeat(50_000_000),
    "a{b",
    "a}b",
    7,
    null,
    undefined,
    {},
  ])("%j is refused before anything is sent", (id) => {
    expect(() => checkJobId(id)).toThrow(InvalidRequest);
  });

  it.each([
    "a",
    "...",
    "a b",
    "작업-1",
    "a%2Fb",
    "04000000",
    "raysubmit_abc",
    "a:b",
    "\u{1f600}",
    "x".repeat(240),
    "\uac00".repeat(80),
  ])("%j is accepted", (id) => {
    expect(checkJobId(id)).toBe(id);
  });
});

describe("atLeast", () => {
  it.each([
    ["2.44.0", "2.45", false],
    ["2.44.1", "2.44.1", true],
    ["2.45.0", "2.45", true],
    ["2.60.0", "2.45", true],
    ["2.9.3", "2.45", false],
    ["3.0.0.dev0", "2.45", true],
    ["2.45.0rc1", "2.45", true],
    ["1.13.0", "2.45", false],
    ["nightly", "2.45", true],
  ])("%s, %s: %s", (have, want, is) => {
    expect(atLeast(have, want)).toBe(is);
  });
});
