import { Clock, Effect } from "effect";
import { describe, expect, it } from "vitest";
import { type JobwireError, RateLimited } from "../../src/errors.ts";
import type { EmptyLog, LogLoss } from "../../src/tail/backend.ts";
import { failWhenLost, isProvenEmpty } from "../../src/tail/lost-log.ts";
import { instantClock } from "../support/instant-clock.ts";

const log = { label: "job x", job: { status: "SUCCEEDED", terminal: true, message: null, exitCode: 0 } };
const dead: LogLoss = { reason: "node-dead", why: "its node is dead" };
const busy = new RateLimited({ statusCode: 429, message: "busy" });

const run = async <A>(effect: Effect.Effect<A, JobwireError>): Promise<A | JobwireError> =>
  Effect.runPromise(
    Effect.catch(effect, (error) => Effect.succeed(error)).pipe(Effect.provideService(Clock.Clock, instantClock())),
  );
/** A check that gives one result after the other. */
const checks = <A>(...results: ReadonlyArray<A | JobwireError>): Effect.Effect<A, JobwireError> => {
  const left = [...results];
  return Effect.suspend(() => {
    const next = left.shift();
    return next === busy ? Effect.fail(busy) : Effect.succeed(next as A);
  });
};
const lost = { _tag: "JobLost", reason: "node-dead", jobStatus: "SUCCEEDED", exitCode: 0 };

describe("a log is lost", () => {
  it("when two checks agree", async () => {
    expect(await run(failWhenLost(log, checks<LogLoss | undefined>(dead, dead)))).toMatchObject(lost);
    expect(await run(isProvenEmpty(log, checks<EmptyLog>(dead, dead)))).toMatchObject(lost);
  });

  it("not by one check, in either order, nor by a check that fails", async () => {
    expect(await run(failWhenLost(log, checks<LogLoss | undefined>(dead, undefined)))).toBeUndefined();
    expect(await run(failWhenLost(log, checks<LogLoss | undefined>(undefined, dead)))).toBeUndefined();
    expect(await run(failWhenLost(log, checks<LogLoss | undefined>(dead, busy)))).toBeUndefined();
    expect(await run(failWhenLost(log, checks<LogLoss | undefined>(busy, dead)))).toBeUndefined();
    for (const other of ["empty", "unproven"] as const) {
      expect(await run(isProvenEmpty(log, checks<EmptyLog>(dead, other)))).toBe(false);
      expect(await run(isProvenEmpty(log, checks<EmptyLog>(other, dead)))).toBe(false);
    }
    expect(await run(isProvenEmpty(log, checks<EmptyLog>(dead, busy)))).toBe(busy);
  });
});

describe("a log is empty", () => {
  it("when two checks agree, and not by one", async () => {
    expect(await run(isProvenEmpty(log, checks<EmptyLog>("empty", "empty")))).toBe(true);
    expect(await run(isProvenEmpty(log, checks<EmptyLog>("empty", "unproven")))).toBe(false);
    expect(await run(isProvenEmpty(log, checks<EmptyLog>("unproven", "empty")))).toBe(false);
    expect(await run(isProvenEmpty(log, checks<EmptyLog>("empty", busy)))).toBe(busy);
  });
});
