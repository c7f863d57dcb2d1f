import { describe, expect, it } from "vitest";
import { QuietClock } from "../../../src/tail/live/quiet-clock.ts";

const clockAt = (now: number, idleMs = 30_000): QuietClock => new QuietClock({ idleMs, pollIntervalMs: 2_000 }, now);

/** The times after `from` at which a check, done at once, is due. */
const dueTimes = (clock: QuietClock, from: number, count: number): ReadonlyArray<number> => {
  const times: Array<number> = [];
  for (let now = from; times.length < count; now += 500) {
    if (!clock.checkIsDue(now)) continue;
    clock.checked(now);
    times.push(now - from);
  }
  return times;
};

const compareTimes = (clock: QuietClock, from: number, count: number): ReadonlyArray<number> => {
  const times: Array<number> = [];
  for (let now = from; times.length < count; now += 10_000) {
    if (!clock.compareIsDue(now)) continue;
    clock.compared(now);
    times.push(now - from);
  }
  return times;
};

describe("a quiet connection's status", () => {
  it("is due a poll interval after new text and after each read", () => {
    const clock = clockAt(1_000);
    expect(clock.statusAt).toBe(3_000);
    clock.newText(1_500);
    expect(clock.statusAt).toBe(3_500);
    clock.statusRead(3_600, 0);
    expect(clock.statusAt).toBe(5_600);
    clock.statusFailed(5_700);
    expect(clock.statusAt).toBe(7_700);
  });

  it("is due later after a read that took long: at most a fifth of the time is spent on it", () => {
    const clock = clockAt(1_000);
    clock.statusRead(4_000, 3_000);
    expect(clock.statusAt).toBe(16_000);
    clock.statusRead(100_000, 50_000);
    expect(clock.statusAt).toBe(160_000);
    clock.statusRead(200_000, 100);
    expect(clock.statusAt).toBe(202_000);
  });

  it("shows a dead connection when it could not be read for the idle time", () => {
    const clock = clockAt(1_000);
    expect(clock.statusFailed(3_000)).toBe(false);
    expect(clock.statusFailed(30_999)).toBe(false);
    expect(clock.statusFailed(31_000)).toBe(true);
  });

  it("counts that time from the last text or the last status, whatever checks of the log showed", () => {
    for (const lives of ["newText", "statusRead"] as const) {
      const clock = clockAt(1_000);
      expect(clock.statusFailed(20_000)).toBe(false);
      clock[lives](25_000, 0);
      clock.checked(40_000);
      expect(clock.statusFailed(54_999)).toBe(false);
      expect(clock.statusFailed(55_000)).toBe(true);
    }
  });

  it("may be read at once for a message, at most once a second", () => {
    const clock = clockAt(1_000);
    expect(clock.mayAskNow(1_000)).toBe(true);
    expect(clock.mayAskNow(1_000)).toBe(true);
    clock.asked(1_000);
    expect(clock.statusAt).toBe(3_000);
    expect(clock.mayAskNow(1_999)).toBe(false);
    expect(clock.statusAt).toBe(2_000);
    expect(clock.mayAskNow(2_000)).toBe(true);
  });

  it("is not put off by a message that may not read it", () => {
    const clock = new QuietClock({ idleMs: 30_000, pollIntervalMs: 300 }, 1_000);
    clock.asked(1_000);
    expect(clock.mayAskNow(1_100)).toBe(false);
    expect(clock.statusAt).toBe(1_300);
  });

  it("counts every read for that second, also one that fails", () => {
    for (const read of ["statusRead", "statusFailed", "asked"] as const) {
      const clock = clockAt(1_000);
      clock[read](5_000, 0);
      expect(clock.mayAskNow(5_500)).toBe(false);
      expect(clock.mayAskNow(6_000)).toBe(true);
    }
  });
});

describe("a quiet connection's log", () => {
  it("is checked after eight seconds, then less and less often", () => {
    expect(dueTimes(clockAt(1_000), 1_000, 5)).toEqual([8_000, 24_000, 54_000, 84_000, 114_000]);
  });

  it("is checked a moment later when it has more, or later still on a slow server", () => {
    for (const [tookMs, nextMs] of [
      [10, 2_000],
      [1_000, 4_000],
    ] as const) {
      const clock = clockAt(1_000);
      clock.statusRead(9_000, tookMs);
      expect(clock.isStalled(9_000)).toBe(false);
      expect(clock.statusAt).toBe(9_000 + nextMs);
      expect(clock.isStalled(9_000 + nextMs)).toBe(true);
    }
  });

  it("is checked within the idle time when it has more", () => {
    const clock = clockAt(1_000, 500);
    expect(clock.isStalled(2_000)).toBe(false);
    expect(clock.isStalled(2_499)).toBe(false);
    expect(clock.isStalled(2_500)).toBe(true);
  });

  it("is checked after the idle time where that is shorter", () => {
    expect(dueTimes(clockAt(1_000, 5_000), 1_000, 3)).toEqual([5_000, 10_000, 15_000]);
  });

  it("is checked from the start again after new text", () => {
    const clock = clockAt(1_000);
    dueTimes(clock, 1_000, 3);
    clock.newText(100_000);
    expect(dueTimes(clock, 100_000, 2)).toEqual([8_000, 24_000]);
  });

  it("is compared as a whole after the idle time, then less and less often, at least each eight minutes", () => {
    const clock = clockAt(1_000);
    expect(compareTimes(clock, 1_000, 7)).toEqual([30_000, 90_000, 210_000, 450_000, 930_000, 1_410_000, 1_890_000]);
    clock.newText(5_000_000);
    expect(compareTimes(clock, 5_000_000, 2)).toEqual([30_000, 90_000]);
  });
});
