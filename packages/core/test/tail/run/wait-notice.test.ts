import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { WaitNotice } from "../../../src/tail/run/wait-notice.ts";

const scene = (limited: () => string | undefined) => {
  const reports: Array<number> = [];
  const notice = new WaitNotice(limited, ({ waitedMs }) => Effect.sync(() => void reports.push(waitedMs)));
  return { notice, reports };
};

/** Runs a request of this length. */
const takes = (notice: WaitNotice, ms: number) =>
  Effect.gen(function* () {
    const running = yield* Effect.forkChild(notice.during("file", Effect.sleep(ms)));
    yield* TestClock.adjust(ms);
    yield* Fiber.join(running);
  });

describe("the reports of a tail whose requests wait for their turn", () => {
  it.effect("come after 5 s without progress, over several requests, then less and less often", () =>
    Effect.gen(function* () {
      const { notice, reports } = scene(() => "slow");
      yield* takes(notice, 3_000);
      yield* takes(notice, 1_999);
      assert.deepStrictEqual(reports, []);
      yield* takes(notice, 60_000);
      assert.deepStrictEqual(reports, [5_000, 10_000, 20_000, 40_000]);
    }),
  );

  it.effect("begin again after progress", () =>
    Effect.gen(function* () {
      const { notice, reports } = scene(() => "slow");
      yield* takes(notice, 4_000);
      notice.progress();
      yield* takes(notice, 4_000);
      assert.deepStrictEqual(reports, []);
      yield* takes(notice, 2_000);
      assert.deepStrictEqual(reports, [5_000]);
    }),
  );

  it.effect("do not come while the server limits nothing", () =>
    Effect.gen(function* () {
      const { notice, reports } = scene(() => undefined);
      yield* takes(notice, 100_000);
      assert.deepStrictEqual(reports, []);
    }),
  );
});
