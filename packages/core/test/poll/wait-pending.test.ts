/** The reports of a wait about a job that has not started. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Duration, Effect } from "effect";
import type { PendingStatus } from "../../src/poll/pending.ts";
import type { WaitSettings } from "../../src/poll/wait-for-job.ts";
import { type Job, outcomeOfWait } from "./scripted-waits.ts";

describe("the reports of a wait for a pending job", () => {
  const why = (job: Job): Effect.Effect<{ readonly reason: string }> | undefined =>
    job.status.startsWith("PENDING") ? Effect.succeed({ reason: `look ${job.look}` }) : undefined;

  /** The reports of a wait over a server that follows the script. */
  const reportsOf = (
    script: (look: number, now: number) => string,
    settings: Partial<WaitSettings<Job>> = { whyPending: why },
  ): Effect.Effect<ReadonlyArray<PendingStatus>> =>
    Effect.gen(function* () {
      const reports: Array<PendingStatus> = [];
      const { value } = yield* outcomeOfWait(script, { onStatus: (status) => reports.push(status) }, settings);
      assert.deepInclude(value, { status: "SUCCEEDED" });
      return reports;
    });

  it.effect("come after 3 s and 10 s, with the reason of the last look", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* reportsOf((_, now) => (now < 25_000 ? "PENDING" : "SUCCEEDED")), [
        { type: "pending", jobStatus: "PENDING", pendingMs: 3_000, reason: "look 1" },
        { type: "pending", jobStatus: "PENDING", pendingMs: 10_000, reason: "look 4" },
      ]);
    }),
  );

  it.effect("begin anew with each status, and end when the job starts", () =>
    Effect.gen(function* () {
      const reports = yield* reportsOf((_, now) =>
        now < 4_000 ? "PENDING" : now < 12_000 ? "PENDING_NODE" : now < 60_000 ? "RUNNING" : "SUCCEEDED",
      );
      assert.deepStrictEqual(
        reports.map(({ jobStatus, pendingMs }) => [jobStatus, pendingMs]),
        [
          ["PENDING", 3_000],
          ["PENDING_NODE", 3_000],
        ],
      );
    }),
  );

  it.effect("stop when the reason ends before the status does", () =>
    Effect.gen(function* () {
      const reports = yield* reportsOf((_, now) => (now < 60_000 ? "PENDING" : "SUCCEEDED"), {
        whyPending: (job) => (job.look < 4 ? why(job) : undefined),
      });
      assert.deepStrictEqual(
        reports.map(({ pendingMs }) => pendingMs),
        [3_000],
      );
    }),
  );

  it.effect("are none for a job that runs, nor where the system does not report why a job waits", () =>
    Effect.gen(function* () {
      let asked = 0;
      const running = yield* reportsOf((_, now) => (now < 60_000 ? "RUNNING" : "SUCCEEDED"), {
        whyPending: (job) => {
          asked += 1;
          return why(job);
        },
      });
      assert.deepStrictEqual([running, asked], [[], 2], "one question for each status");
      assert.deepStrictEqual(yield* reportsOf((_, now) => (now < 60_000 ? "PENDING" : "SUCCEEDED"), {}), []);
    }),
  );

  it.effect("cost nothing without onStatus", () =>
    Effect.gen(function* () {
      let asked = 0;
      const { value } = yield* outcomeOfWait(
        (_, now) => (now < 60_000 ? "PENDING" : "SUCCEEDED"),
        {},
        {
          whyPending: (job) => {
            asked += 1;
            return why(job);
          },
        },
      );
      assert.deepInclude(value, { status: "SUCCEEDED" });
      assert.strictEqual(asked, 0);
    }),
  );

  it.effect("do not come early when timers fire early", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      const hasty: Clock.Clock = Object.assign(Object.create(clock), {
        sleep: (duration: Duration.Duration) =>
          clock.sleep(Duration.millis(Math.max(1, Duration.toMillis(duration) - 1))),
      });
      const reports = yield* reportsOf((_, now) => (now < 25_000 ? "PENDING" : "SUCCEEDED")).pipe(
        Effect.provideService(Clock.Clock, hasty),
      );
      assert.deepStrictEqual(
        reports.map(({ pendingMs }) => pendingMs),
        [3_000, 10_000],
      );
    }),
  );
});
