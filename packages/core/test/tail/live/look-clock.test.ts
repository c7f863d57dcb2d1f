import { describe, expect, it } from "vitest";
import { LookClock } from "../../../src/tail/live/look-clock.ts";

describe("when the tail looks at the plain log", () => {
  it("waits a quarter of a second for a new connection's first text", () => {
    const clock = new LookClock(1_000);
    expect(clock.lookAt).toBe(1_250);
    expect(clock.filled).toBe(false);
  });

  it("looks at once when a new connection sent enough text for its position", () => {
    const clock = new LookClock(1_000);
    clock.held(1_040, { first: true, enough: true });
    expect(clock.lookAt).toBe(1_040);
  });

  it("waits a tenth of a second after the first text for more of it", () => {
    const clock = new LookClock(1_000);
    clock.held(1_010, { first: true, enough: false });
    expect(clock.lookAt).toBe(1_110);
    clock.held(1_090, { first: false, enough: false });
    expect(clock.lookAt).toBe(1_110);
    clock.held(1_095, { first: false, enough: true });
    expect(clock.lookAt).toBe(1_095);
  });

  it("does not come sooner for text after a look, but waits for more of it", () => {
    const clock = new LookClock(0);
    clock.looked(500, 0);
    expect(clock.filled).toBe(true);
    expect(clock.lookAt).toBe(1_500);
    clock.held(600, { first: true, enough: true });
    expect(clock.lookAt).toBe(1_500);
    clock.held(700, { first: false, enough: true });
    expect(clock.lookAt).toBe(1_500);
    clock.held(1_450, { first: true, enough: true });
    expect(clock.lookAt).toBe(1_550);
  });

  it("waits longer after each look, up to five seconds, until it found the position", () => {
    const clock = new LookClock(0);
    const waits = Array.from({ length: 6 }, () => {
      clock.looked(10_000, 0);
      return clock.lookAt - 10_000;
    });
    expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 5_000, 5_000]);
    clock.found();
    clock.looked(10_000, 0);
    expect(clock.lookAt).toBe(11_000);
  });

  it("waits in proportion to the text that a look reads again", () => {
    const clock = new LookClock(0);
    clock.looked(10_000, 4_096 * 700);
    expect(clock.lookAt).toBe(11_700);
  });

  it("looks again after it dropped text: at once for a message, but a second after the last look", () => {
    const clock = new LookClock(0);
    clock.looked(10_000, 4_096 * 20_000);
    clock.dropped(10_400);
    expect(clock.filled).toBe(false);
    expect(clock.lookAt).toBe(11_000);
    clock.dropped(12_000);
    expect(clock.lookAt).toBe(12_000);
  });

  it("keeps the planned time when a look itself dropped text", () => {
    const clock = new LookClock(0);
    clock.looked(10_000, 0);
    clock.dropped();
    expect(clock.filled).toBe(false);
    expect(clock.lookAt).toBe(11_000);
  });
});
