import { describe, expect, it } from "vitest";
import { LookClock } from "../../../src/tail/live/look-clock.ts";

/** The clock of a connection that was opened now. */
const clockAt = (now: number, { knowsText = true, notBefore = 0 } = {}): LookClock =>
  new LookClock(now, { knowsText, notBefore });

const waiting = { first: false, ready: false };
const first = { first: true, ready: false };
const ready = { first: false, ready: true };

describe("when the tail looks at the plain log", () => {
  it("waits a quarter of a second for a new connection's first text", () => {
    const clock = clockAt(1_000);
    expect(clock.lookAt).toBe(1_250);
    expect(clock.filled).toBe(false);
  });

  it("looks at once when a new connection sent enough text for its position", () => {
    const clock = clockAt(1_000);
    clock.held(1_040, { first: true, ready: true });
    expect(clock.lookAt).toBe(1_040);
  });

  it("waits a tenth of a second after the first text for more of it", () => {
    const clock = clockAt(1_000);
    clock.held(1_010, first);
    expect(clock.lookAt).toBe(1_110);
    clock.held(1_090, waiting);
    expect(clock.lookAt).toBe(1_110);
    clock.held(1_095, ready);
    expect(clock.lookAt).toBe(1_095);
  });

  it("waits 25 ms for more of it while the tail knows no text", () => {
    const clock = clockAt(1_000, { knowsText: false });
    expect(clock.lookAt).toBe(1_250);
    clock.held(1_010, first);
    expect(clock.lookAt).toBe(1_035);
    clock.held(1_020, waiting);
    expect(clock.lookAt).toBe(1_035);
    clock.held(1_021, ready);
    expect(clock.lookAt).toBe(1_021);
  });

  it("waits a tenth of a second for more text also after a look that had no text to look for", () => {
    const clock = clockAt(0);
    clock.looked(500, 0);
    expect(clock.filled).toBe(true);
    expect(clock.lookAt).toBe(1_500);
    clock.held(600, first);
    expect(clock.lookAt).toBe(700);
  });

  it("does not come sooner for more text after a look, until a look can decide", () => {
    const clock = clockAt(0);
    clock.held(490, first);
    clock.looked(500, 0);
    clock.held(600, waiting);
    expect(clock.lookAt).toBe(1_500);
    clock.held(700, ready);
    expect(clock.lookAt).toBe(700);
  });

  it("comes sooner only when the text that the last look read again allows it", () => {
    const clock = clockAt(0);
    clock.looked(500, 4_096 * 300);
    expect(clock.lookAt).toBe(1_800);
    clock.held(600, ready);
    expect(clock.lookAt).toBe(800);
    clock.held(900, ready);
    expect(clock.lookAt).toBe(900);
    clock.looked(1_000, 4_096 * 300);
    clock.held(1_010, first);
    expect(clock.lookAt).toBe(1_300);
  });

  it("comes sooner than planned at most four times for one connection, besides its first look", () => {
    const clock = clockAt(0);
    const waits = Array.from({ length: 7 }, (_, n) => {
      clock.held(n * 100, ready);
      const wait = clock.lookAt - n * 100;
      clock.looked(n * 100, 0);
      return wait;
    });
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(Math.min(...waits.slice(5))).toBeGreaterThan(1_000);
  });

  it("waits longer after each look, up to five seconds, until it found the position", () => {
    const clock = clockAt(0);
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
    const clock = clockAt(0);
    clock.looked(10_000, 4_096 * 700);
    expect(clock.lookAt).toBe(11_700);
  });

  it("looks again after a message dropped text: at once, but a second after the last look and what it read again", () => {
    const clock = clockAt(0);
    clock.looked(10_000, 4_096 * 200);
    clock.dropped(10_400);
    expect(clock.filled).toBe(false);
    expect(clock.lookAt).toBe(11_200);
    clock.dropped(12_000);
    expect(clock.lookAt).toBe(12_000);
  });

  it("does not come sooner for text after a message dropped some", () => {
    const clock = clockAt(0);
    clock.looked(10_000, 0);
    clock.dropped(10_400);
    clock.held(10_500, { first: true, ready: true });
    expect(clock.lookAt).toBe(11_000);
    clock.held(11_500, ready);
    expect(clock.lookAt).toBe(11_500);
  });

  it("keeps the planned time when a look itself dropped text, also for text after it", () => {
    const clock = clockAt(0);
    clock.looked(10_000, 0);
    clock.dropped();
    expect(clock.filled).toBe(false);
    expect(clock.lookAt).toBe(11_000);
    for (const text of [first, ready]) {
      clock.held(10_100, text);
      expect(clock.lookAt).toBe(11_000);
    }
  });

  it("waits on a new connection as long as the last one must, where the log repeats itself", () => {
    const clock = clockAt(1_000, { notBefore: 2_000 });
    expect(clock.lookAt).toBe(2_000);
    clock.held(1_010, { first: true, ready: true });
    expect(clock.lookAt).toBe(2_000);
    clock.held(2_500, ready);
    expect(clock.lookAt).toBe(2_500);
  });
});
