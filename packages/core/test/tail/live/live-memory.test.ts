import { describe, expect, it } from "vitest";
import { LiveMemory } from "../../../src/tail/live/live-memory.ts";

const kinds = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, n) => `kind ${n}`);

describe("what a tail remembers about its live sources", () => {
  it("knows at once that a source always begins with the first line, and learns it of others", () => {
    expect(new LiveMemory("always").replays).toBe(true);
    const memory = new LiveMemory("unknown");
    expect(memory.replays).toBeUndefined();
    memory.noteReplay(false);
    expect(memory.replays).toBe(false);
    memory.noteReplay(undefined);
    expect(memory.replays).toBeUndefined();
  });

  it("knows when the next connection may look for its position in a log that repeats itself", () => {
    const memory = new LiveMemory("unknown");
    expect(memory.lookFrom).toBe(0);
    memory.noteRepetition(2_000);
    expect(memory.lookFrom).toBe(2_000);
  });

  it("keeps the first meaning of a kind of messages", () => {
    const memory = new LiveMemory("unknown");
    expect(memory.meaningOf("a")).toBeUndefined();
    memory.learn("a", "text");
    memory.learn("a", "heartbeat");
    memory.learn("b", "heartbeat");
    expect(memory.meaningOf("a")).toBe("text");
    expect(memory.meaningOf("b")).toBe("heartbeat");
  });

  it("keeps the meaning of 256 kinds, and of no more", () => {
    const memory = new LiveMemory("unknown");
    for (const kind of kinds(300)) memory.learn(kind, "text");
    expect(kinds(300).filter((kind) => memory.meaningOf(kind) === "text")).toEqual(kinds(256));
  });

  it("takes a kind for a heartbeat after the log did not contain it three times", () => {
    const memory = new LiveMemory("unknown");
    for (const meaning of [undefined, undefined, "heartbeat", "heartbeat"] as const) {
      memory.noteMiss("a");
      expect(memory.meaningOf("a")).toBe(meaning);
    }
    expect(memory.meaningOf("b")).toBeUndefined();
  });

  it("counts misses of 256 kinds, and of no more", () => {
    const memory = new LiveMemory("unknown");
    for (const kind of kinds(256)) memory.noteMiss(kind);
    for (let miss = 0; miss < 5; miss++) memory.noteMiss("one more");
    expect(memory.meaningOf("one more")).toBeUndefined();
    for (let miss = 0; miss < 2; miss++) memory.noteMiss("kind 255");
    expect(memory.meaningOf("kind 255")).toBe("heartbeat");
  });

  it("doubts one newline at a time, at exactly its position", () => {
    const memory = new LiveMemory("always");
    expect(memory.isDoubted({ units: 3, newlines: 1 })).toBe(false);
    memory.doubt({ units: 3, newlines: 1 });
    expect(memory.isDoubted({ units: 3, newlines: 1 })).toBe(true);
    expect(memory.isDoubted({ units: 3, newlines: 2 })).toBe(false);
    expect(memory.isDoubted({ units: 4, newlines: 1 })).toBe(false);
    memory.doubt({ units: 4, newlines: 1 });
    expect(memory.isDoubted({ units: 3, newlines: 1 })).toBe(false);
  });
});
