import { describe, expect, it } from "vitest";
import { AnchorClock } from "../../../src/tail/live/anchor-clock.ts";
import { startCursor } from "../../../src/tail/text/cursor.ts";

const cursorAt = (units: number, anchorUnits = 0) => ({
  received: { units, newlines: 0 },
  anchor: { ...startCursor.anchor, units: anchorUnits },
});

describe("reading the file beside a socket", () => {
  const clock = () => new AnchorClock({ heldBytes: 100, anchorWaitMs: 5_000 }, 1_000);

  it("is due when much text arrived after the last position, but not in the first seconds", () => {
    expect(clock().isDue(5_999, cursorAt(1_000))).toBe(false);
    expect(clock().isDue(6_000, cursorAt(1_000))).toBe(true);
    expect(clock().isDue(6_000, cursorAt(100))).toBe(true);
    expect(clock().isDue(6_000, cursorAt(99))).toBe(false);
    expect(clock().isDue(6_000, cursorAt(1_099, 1_000))).toBe(false);
  });

  it("is due at once while the source is quiet", () => {
    expect(clock().isDue(1_000, cursorAt(100), true)).toBe(true);
    expect(clock().isDue(1_000, cursorAt(99), true)).toBe(false);
  });

  it("takes at most a twentieth of the time", () => {
    const used = clock();
    used.read(6_000, 7_000);
    expect(used.isDue(26_999, cursorAt(1_000))).toBe(false);
    expect(used.isDue(27_000, cursorAt(1_000))).toBe(true);
    used.read(27_000, 27_001);
    expect(used.isDue(32_000, cursorAt(1_000))).toBe(false);
    expect(used.isDue(32_001, cursorAt(1_000))).toBe(true);
  });
});
