import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { Pacing } from "../../../src/tail/run/pacing.ts";
import { durationOf, inVirtualTime } from "./virtual-time.ts";

const mebibyte = 1024 * 1024;

/** How long each of these pauses lasts. */
const pausesOf = (pacing: Pacing, ...reasons: ReadonlyArray<Parameters<Pacing["pause"]>[0]>): Promise<Array<number>> =>
  inVirtualTime(Effect.forEach(reasons, (reason) => durationOf(pacing.pause(reason))));

describe("the pauses of a tail", () => {
  it("last a second between looks, five between slow looks, and two between checks", async () => {
    const lengths = await pausesOf(new Pacing(), "look", "plainLook", "slowLook", "second", "checks");
    expect(lengths).toEqual([1_000, 1_000, 5_000, 1_000, 2_000]);
  });

  it("grow by a half each time the pace becomes slower, up to five seconds", async () => {
    const pacing = new Pacing();
    const lengths: Array<number> = [];
    for (let look = 0; look < 6; look++) {
      pacing.set("slower");
      lengths.push(...(await pausesOf(pacing, "look")));
    }
    expect(lengths).toEqual([1_500, 2_250, 3_375, 5_000, 5_000, 5_000]);
    expect(await pausesOf(pacing, "plainLook", "slowLook", "second", "checks")).toEqual([5_000, 5_000, 1_000, 2_000]);
  });

  it("grow by a tenth each time the pace becomes slightly slower", async () => {
    const pacing = new Pacing();
    pacing.set("slightlySlower");
    expect(await pausesOf(pacing, "look")).toEqual([1_100]);
    pacing.set("slightlySlower");
    expect(await pausesOf(pacing, "look")).toEqual([1_210]);
  });

  it("last a second again at the fastest pace", async () => {
    const pacing = new Pacing();
    pacing.set("slower");
    pacing.set("fastest");
    expect(await pausesOf(pacing, "look")).toEqual([1_000]);
  });

  it("before the plain log grow with the text that the last look read again, up to a minute", async () => {
    const pacing = new Pacing();
    pacing.noteReread(8 * mebibyte);
    expect(pacing.reread).toBe(8 * mebibyte);
    expect(await pausesOf(pacing, "plainLook")).toEqual([2_048]);
    // Other looks don't read the plain log.
    expect(await pausesOf(pacing, "look", "slowLook", "second")).toEqual([1_000, 5_000, 1_000]);
    pacing.noteReread(1024 * mebibyte);
    expect(await pausesOf(pacing, "plainLook")).toEqual([60_000]);
    pacing.noteReread(0);
    expect(await pausesOf(pacing, "plainLook")).toEqual([1_000]);
  });
});

describe("a tail that read much of the file again", () => {
  it("leaves the file alone for a time in proportion, up to a minute", async () => {
    for (const [reread, restMs] of [
      [4 * mebibyte, 1_024],
      [1024 * mebibyte, 60_000],
    ] as const) {
      const pacing = new Pacing();
      const resting = await inVirtualTime(
        Effect.gen(function* () {
          pacing.noteReread(reread);
          const before = yield* pacing.isResting;
          yield* pacing.restFile();
          const began = yield* pacing.isResting;
          yield* Effect.sleep(restMs - 1);
          const last = yield* pacing.isResting;
          yield* Effect.sleep(1);
          return [before, began, last, yield* pacing.isResting];
        }),
      );
      expect(resting).toEqual([false, true, true, false]);
    }
  });

  it("reads it again at once when nothing was read again", async () => {
    const pacing = new Pacing();
    const resting = await inVirtualTime(Effect.andThen(pacing.restFile(), pacing.isResting));
    expect(resting).toBe(false);
  });
});
