import { assert, it } from "@effect/vitest";
import { Clock, Effect, Stream } from "effect";
import { rayOver } from "../support/scripted-ray.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob } from "../support/wire-job.ts";

it.effect("a long Retry-After leaves a tail its last try, before its whole time and its time to retry are over", () =>
  Effect.gen(function* () {
    for (const [options, triedAt] of [
      [{ timeoutMs: 60_000 }, 58_000],
      [{ timeoutMs: 5_000, retryForMs: 1_000_000 }, 4_500],
      [{ retryForMs: 30_000 }, 30_000],
      [{}, 300_000],
    ] as const) {
      const begin = yield* Clock.currentTimeMillis;
      let asked = 0;
      const { ray, script } = yield* rayOver(({ url }) => {
        if (url.pathname === "/api/version") return { json: { version: "4", ray_version: "2.60.0", ray_commit: "x" } };
        if (url.pathname === "/api/v0/logs/file") return { body: "one\ntwo\n" };
        asked += 1;
        if (asked === 1) return { status: 503, headers: { "retry-after": "3600" }, body: "busy" };
        return { json: { ...wireJob("a", "SUCCEEDED"), driver_node_id: "n1" } };
      });
      const lines: Array<string> = [];
      const read = Stream.runForEach(ray.jobs.tailLogs("a", options), (batch) =>
        Effect.sync(() => void lines.push(...batch.lines)),
      );
      assert.isUndefined(yield* outcomeOf(read));
      assert.deepStrictEqual(lines, ["one", "two"]);
      const took = (yield* Clock.currentTimeMillis) - begin;
      assert.isAtLeast(took, triedAt);
      assert.isAtMost(took, triedAt + 500);
      assert.strictEqual(script.open(), 0);
    }
  }),
);
