import { describe, expect, it } from "vitest";
import { LiveMemory } from "../../../src/tail/live/live-memory.ts";
import { UnsureText } from "../../../src/tail/live/unsure-text.ts";

const maxUnits = 64 * 1024;

const holding = (...entries: ReadonlyArray<readonly [text: string, kind?: string]>) => {
  const memory = new LiveMemory("unknown");
  const unsure = new UnsureText(memory);
  for (const [text, kind] of entries) unsure.add(text, kind);
  return { memory, unsure };
};

describe("messages of unknown meaning", () => {
  it("are held until they are dropped", () => {
    const { unsure } = holding();
    expect([unsure.holds, unsure.units]).toEqual([false, 0]);
    unsure.add("ab\n", "typed");
    unsure.add("c");
    expect([unsure.holds, unsure.units, unsure.full]).toEqual([true, 4, false]);
    unsure.clear();
    expect([unsure.holds, unsure.units]).toEqual([false, 0]);
    expect(unsure.decide("ab\nc", true)).toBe("");
  });

  it("are held as often as they arrived", () => {
    const { unsure } = holding();
    unsure.add("\n", "empty", 3);
    unsure.add("\n", "empty", 0);
    expect(unsure.units).toBe(3);
    expect(unsure.decide("\n\n\n\n", true)).toBe("\n\n\n");
  });

  it("are at most 64 Ki characters", () => {
    const { unsure } = holding(["x".repeat(maxUnits - 1)]);
    expect(unsure.full).toBe(false);
    unsure.add("y", "typed", 1_000_000);
    expect(unsure.full).toBe(true);
    expect(unsure.units).toBe(maxUnits);
    unsure.add("z");
    expect(unsure.units).toBe(maxUnits);
  });
});

describe("a comparison with the log", () => {
  it("returns the text that the log contains, and drops the rest as heartbeats", () => {
    const { memory, unsure } = holding(["beat\n", "beat"], ["line\n", "line"], ["beat\n", "beat"], ["sure\n"]);
    expect(unsure.decide("line\nsure\n", false)).toBe("line\nsure\n");
    expect([unsure.holds, unsure.units]).toEqual([false, 0]);
    expect(memory.meaningOf("line")).toBe("text");
    expect(memory.meaningOf("beat")).toBe("heartbeat");
  });

  it("keeps messages whose text the log does not have yet, and returns the text before them", () => {
    const { memory, unsure } = holding(["one\n", "a"], ["two\n", "b"], ["three\n"]);
    expect(unsure.decide("one\ntw", false)).toBe("one\n");
    expect(memory.meaningOf("a")).toBe("text");
    expect(memory.meaningOf("b")).toBeUndefined();
    expect([unsure.holds, unsure.units]).toEqual([true, 10]);
    expect(unsure.decide("", false)).toBe("");
    expect(unsure.units).toBe(10);
    expect(unsure.decide("two\nthree\n", false)).toBe("two\nthree\n");
    expect(memory.meaningOf("b")).toBe("text");
    expect(unsure.holds).toBe(false);
  });

  it("takes what the log still does not have as heartbeats when it is the last one", () => {
    const { memory, unsure } = holding(["one\n", "a"], ["two\n", "b"]);
    expect(unsure.decide("one\n", true)).toBe("one\n");
    expect(memory.meaningOf("b")).toBe("heartbeat");
    expect(unsure.holds).toBe(false);
  });

  it("fails when the log has other text in place of certain text", () => {
    const { unsure } = holding(["one\n", "a"], ["sure\n"]);
    expect(unsure.decide("one\nother\n", false)).toBeUndefined();
    expect(holding(["sure\n"]).unsure.decide("su", true)).toBeUndefined();
  });

  it("learns nothing from certain text", () => {
    const { memory, unsure } = holding(["sure\n"]);
    expect(unsure.decide("sure\n", false)).toBe("sure\n");
    expect(memory.meaningOf("undefined")).toBeUndefined();
    for (const kind of Array.from({ length: 256 }, (_, n) => `kind ${n}`)) memory.learn(kind, "text");
    expect(memory.meaningOf("kind 255")).toBe("text");
  });
});
