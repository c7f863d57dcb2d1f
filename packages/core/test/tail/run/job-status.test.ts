import { Effect } from "effect";
import { describe, expect, it } from "vitest";
import { ServerError } from "../../../src/errors.ts";
import type { TailJob } from "../../../src/tail/backend.ts";
import type { TailStatus } from "../../../src/tail/options.ts";
import { JobStatus } from "../../../src/tail/run/job-status.ts";
import { inVirtualTime } from "./virtual-time.ts";

const running: TailJob = { status: "RUNNING", terminal: false, message: null };
const pending: TailJob = {
  status: "PENDING",
  terminal: false,
  message: null,
  whyPending: Effect.succeed({ reason: "It waits for a GPU.", resources: { GPU: 1 } }),
};

describe("the job's status", () => {
  it("is the one that was read last, also after a read that failed", async () => {
    const results = [
      Effect.succeed(pending),
      Effect.succeed(running),
      Effect.fail(new ServerError({ message: "down" })),
    ];
    const job = new JobStatus(Effect.suspend(() => results.shift() ?? Effect.never));
    expect(job.last).toBeUndefined();
    expect(await inVirtualTime(job.read())).toBe(pending);
    expect(job.last).toBe(pending);
    expect(await inVirtualTime(job.read())).toBe(running);
    expect(await inVirtualTime(Effect.flip(job.read()))).toMatchObject({ message: "down" });
    expect(job.last).toBe(running);
  });
});

describe("a job that the server no longer knows", () => {
  /** Whether the job counts as gone so many milliseconds after it was first unknown. */
  const isGoneAfter = (ms: number, retryForMs: number): Promise<boolean> => {
    const job = new JobStatus(Effect.succeed(running));
    const again = Effect.andThen(Effect.sleep(ms), job.isGone(retryForMs));
    return inVirtualTime(Effect.andThen(job.isGone(retryForMs), again));
  };

  it.each([
    [29_999, 300_000, false],
    [30_000, 300_000, true],
    [4_999, 5_000, false],
    [5_000, 5_000, true],
    [0, 0, true],
  ])("is gone after 30 seconds, or after the time for retries (%i of %i ms: %j)", async (ms, retryForMs, gone) => {
    expect(await isGoneAfter(ms, retryForMs)).toBe(gone);
  });

  it("is gone at once when the server proves that it forgot its jobs since the last status", async () => {
    const asked: Array<number> = [];
    const job = new JobStatus(Effect.succeed(running), (seenAt) =>
      Effect.sync(() => {
        asked.push(seenAt);
        return asked.length === 2 ? "the cluster started again" : undefined;
      }),
    );
    const gone = await inVirtualTime(
      Effect.gen(function* () {
        // A job that the tail never read may still appear.
        const never = yield* job.isGone(300_000);
        yield* job.read();
        yield* Effect.sleep(1_000);
        return [never, yield* job.isGone(300_000), yield* job.isGone(300_000)];
      }),
    );
    expect(gone).toEqual([false, false, true]);
    expect(asked).toHaveLength(2);
    expect(job.whyGone).toBe("the cluster started again");
  });

  it("is not gone by the time that it was unknown before a status was read", async () => {
    const job = new JobStatus(Effect.succeed(running));
    const gone = await inVirtualTime(
      Effect.gen(function* () {
        const first = yield* job.isGone(300_000);
        yield* Effect.sleep(20_000);
        yield* job.read();
        yield* Effect.sleep(20_000);
        const again = yield* job.isGone(300_000);
        yield* Effect.sleep(29_999);
        return [first, again, yield* job.isGone(300_000)];
      }),
    );
    expect(gone).toEqual([false, false, false]);
  });
});

describe("the reports about a job that has not started", () => {
  /** The statuses reported while the job is read each of these milliseconds after the last read. */
  const reportsOf = (...reads: ReadonlyArray<readonly [afterMs: number, job: TailJob]>): Promise<Array<TailStatus>> =>
    inVirtualTime(
      Effect.gen(function* () {
        const statuses: Array<TailStatus> = [];
        let current: TailJob = running;
        const job = new JobStatus(Effect.sync(() => current));
        for (const [afterMs, next] of reads) {
          yield* Effect.sleep(afterMs);
          current = next;
          yield* job.read();
          yield* job.reportPending((status) => Effect.sync(() => void statuses.push(status)));
        }
        return statuses;
      }),
    );
  const reason = { reason: "It waits for a GPU.", resources: { GPU: 1 } };

  it("state why, first after three seconds", async () => {
    const statuses = await reportsOf([0, pending], [2_999, pending], [1.4, pending], [1_000, pending]);
    expect(statuses).toEqual([{ type: "pending", jobStatus: "PENDING", pendingMs: 3_000, ...reason }]);
  });

  it("start over when the job ran meanwhile", async () => {
    const statuses = await reportsOf([0, pending], [2_500, running], [100, pending], [2_500, pending], [600, pending]);
    expect(statuses).toEqual([{ type: "pending", jobStatus: "PENDING", pendingMs: 3_100, ...reason }]);
  });

  it("do not come before the first status", async () => {
    const statuses: Array<TailStatus> = [];
    const job = new JobStatus(Effect.succeed(pending));
    await inVirtualTime(job.reportPending((status) => Effect.sync(() => void statuses.push(status))));
    expect(statuses).toEqual([]);
  });

  it("cost nothing when the caller wants no statuses", async () => {
    let asked = 0;
    const whyPending = Effect.sync(() => ({ reason: `asked ${++asked} times` }));
    const job = new JobStatus(Effect.succeed({ ...pending, whyPending }));
    const look = Effect.andThen(job.read(), job.reportPending(undefined));
    await inVirtualTime(Effect.andThen(look, Effect.andThen(Effect.sleep(5_000), look)));
    expect(asked).toBe(0);
  });
});
