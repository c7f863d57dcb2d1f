import { describe, expect, it } from "vitest";
import {
  beginsWith,
  fingerprintBytes,
  hashBytes,
  type Known,
  knownLength,
  lastBytes,
  matches,
  nothingKnown,
  printOf,
} from "../../../src/tail/text/fingerprint.ts";
import { utf8 } from "../../support/log-text.ts";

const asPrint = (text: string): Known => ({ print: { bytes: utf8(text).length, hash: hashBytes(utf8(text)) } });

describe("the hash of bytes", () => {
  it("is the same in every release: stored positions contain it", () => {
    expect(hashBytes(utf8(""))).toBe("488bdcb81aee8d83");
    expect(hashBytes(utf8("line 1\n"))).toBe("744eca35f7920c7c");
    expect(hashBytes(Uint8Array.from({ length: fingerprintBytes }, (_, at) => at % 251))).toBe("2685e45b99c8b3e2");
  });

  it("always has 16 digits", () => {
    const hashes = Array.from({ length: 300 }, (_, n) => hashBytes(utf8(`line ${n}`)));
    expect(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
    expect(new Set(hashes).size).toBe(300);
  });

  it("depends on each byte, on their order and on their number", () => {
    const others = ["abc", "abd", "xbc", "acb", "ab", "abc\0", "\0abc"];
    expect(new Set(others.map((text) => hashBytes(utf8(text)))).size).toBe(others.length);
  });
});

describe("known bytes", () => {
  for (const [name, knownOf] of [
    ["kept as bytes", (text: string): Known => ({ bytes: utf8(text) })],
    ["kept as a fingerprint", asPrint],
  ] as const) {
    it(`match only the same bytes (${name})`, () => {
      const known = knownOf("abc");
      expect(matches(known, utf8("abc"))).toBe(true);
      for (const other of ["abd", "xbc", "ab", "abcd", ""]) expect(matches(known, utf8(other))).toBe(false);
    });

    it(`are the beginning of the same and of longer bytes, and perhaps of fewer (${name})`, () => {
      const known = knownOf("abc");
      for (const more of ["abc", "abcd", "abcabc"]) expect(beginsWith(utf8(more), known)).toBe(true);
      for (const fewer of ["", "ab", "xy"]) expect(beginsWith(utf8(fewer), known)).toBe(true);
      for (const other of ["abd", "xbcd"]) expect(beginsWith(utf8(other), known)).toBe(false);
    });

    it(`have a length and a fingerprint (${name})`, () => {
      const known = knownOf("abc");
      expect(knownLength(known)).toBe(3);
      expect(printOf(known)).toEqual({ bytes: 3, hash: hashBytes(utf8("abc")) });
    });
  }

  it("are none at the start", () => {
    expect(knownLength(nothingKnown)).toBe(0);
    expect(matches(nothingKnown, utf8(""))).toBe(true);
    expect(matches(nothingKnown, utf8("a"))).toBe(false);
    expect(beginsWith(utf8("a"), nothingKnown)).toBe(true);
  });
});

describe("the last bytes of two runs", () => {
  const last = (before: string, after: string): string =>
    new TextDecoder().decode(lastBytes(utf8(before), utf8(after), 4));

  it("are at most the limit, and those of the second run first", () => {
    expect(last("abc", "")).toBe("abc");
    expect(last("abc", "d")).toBe("abcd");
    expect(last("abc", "de")).toBe("bcde");
    expect(last("abcdef", "")).toBe("cdef");
    expect(last("abc", "defg")).toBe("defg");
    expect(last("abc", "defgh")).toBe("efgh");
    expect(last("", "")).toBe("");
  });

  it("keep neither run in memory", () => {
    const before = utf8("abcdef");
    const after = utf8("ghijkl");
    for (const kept of [lastBytes(before, after, 4), lastBytes(before, after.subarray(0, 2), 4)]) {
      expect(kept.buffer.byteLength).toBe(4);
    }
    const same = lastBytes(before, after, 6);
    after.fill(0);
    expect(new TextDecoder().decode(same)).toBe("ghijkl");
  });
});
