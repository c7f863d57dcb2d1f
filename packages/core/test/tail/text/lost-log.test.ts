import { Effect, Exit, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { describe, expect, it } from "vitest";
import { type JobwireError, NotReady } from "../../../src/errors.ts";
import type { EmptyLog, LogLoss, TailJob } from "../../../src/tail/backend.ts";
import { checkLoss, failWhenLost, isProvenEmpty, jobGone, jobLost, unprovenLog } from "../../../src/tail/lost-log.ts";

const client = { id: "the client's object" };
const job: TailJob = {
  status: "SUCCEEDED",
  terminal: true,
  message: null,
  exitCode: 0,
  jobId: "01000000",
  job: client,
};
const loss: LogLoss = { reason: "node-dead", why: "its node is dead" };
const refused = new NotReady({ reason: "no-log", message: "not now" });

describe("the error for a log that is lost", () => {
  it("names the job, its status and the loss, and tells the caller what is left", () => {
    const error = jobLost({ label: 'job "x"', job, lines: 12 }, loss);
    expect(error).toMatchObject({
      _tag: "JobLost",
      reason: "node-dead",
      jobStatus: "SUCCEEDED",
      exitCode: 0,
      jobId: "01000000",
      job: client,
    });
    expect(error.message).toBe(
      'job "x" is SUCCEEDED (exit code 0), but its log is no longer available: its node is dead. 12 lines were read and are complete; the rest of the log was lost with the node. If you ship logs elsewhere, read the rest there.',
    );
  });

  it("needs no job", () => {
    const error = jobLost({ label: 'job "x"', job: undefined }, loss);
    expect(error).toMatchObject({ reason: "node-dead", jobStatus: null, exitCode: null });
    expect(error.job).toBeUndefined();
    expect(error.message).toMatch(/^job "x": its log is no longer available: its node is dead\./);
  });
});

describe("the error for a job that is gone", () => {
  it("names the job as it was last, and the cause", () => {
    const error = jobGone({ label: 'job "x"', job }, refused);
    expect(error).toMatchObject({
      _tag: "JobLost",
      reason: "gone",
      statusCode: 404,
      jobStatus: "SUCCEEDED",
      exitCode: 0,
      job: client,
      cause: refused,
    });
    expect(error.message).toMatch(/^job "x" existed, and the server no longer knows it/);
    expect(error.jobId).toBe("01000000");
  });

  it("needs no job", () => {
    const error = jobGone({ label: 'job "x"', job: undefined }, refused);
    expect(error).toMatchObject({ reason: "gone", jobStatus: null, exitCode: null });
    expect(error.job).toBeUndefined();
  });
});

it("the error for an empty response without proof names the job and asks for another try", () => {
  const error = unprovenLog({ label: 'job "x"', job });
  expect(error).toMatchObject({ _tag: "NotReady", reason: "no-log" });
  expect(error.message).toMatch(/^job "x" is SUCCEEDED, but the server returned an empty log.*Try again/);
  expect(unprovenLog({ label: 'job "x"', job: undefined }).message).toMatch(/^job "x": the server returned/);
});

/** Runs an effect by the test clock. Returns its end, the checks made and the milliseconds that it took (at most 10 s). */
const timed = <A, E, Check>(
  make: (check: Effect.Effect<Check, JobwireError>) => Effect.Effect<A, E>,
  results: ReadonlyArray<Check | JobwireError>,
) =>
  Effect.gen(function* () {
    let checks = 0;
    const check = Effect.suspend(() => {
      const result = results[checks++];
      return result === refused ? Effect.fail(refused) : Effect.succeed(result as Check);
    });
    const fiber = yield* Effect.forkChild(Effect.exit(make(check)));
    let ms = 0;
    yield* TestClock.adjust(0);
    while (fiber.pollUnsafe() === undefined && ms < 10_000) {
      yield* TestClock.adjust(500);
      ms += 500;
    }
    return { exit: yield* Fiber.join(fiber), checks, ms };
  }).pipe(Effect.provide(TestClock.layer()), Effect.runPromise);

const log = { label: 'job "x"', job };

describe("two checks that agree", () => {
  it("fail with the second check's loss, 2 seconds after the first", async () => {
    const other: LogLoss = { reason: "log-gone", why: "it is deleted" };
    const lost = await timed<void, JobwireError, LogLoss | undefined>(
      (check) => failWhenLost(log, check),
      [loss, other],
    );
    expect(lost).toMatchObject({ checks: 2, ms: 2_000, exit: Exit.fail(jobLost(log, other)) });
    const empty = await timed<boolean, JobwireError, EmptyLog>((check) => isProvenEmpty(log, check), [loss, other]);
    expect(empty).toMatchObject({ checks: 2, ms: 2_000, exit: Exit.fail(jobLost(log, other)) });
  });

  it("prove an empty log", async () => {
    const proven = await timed<boolean, JobwireError, EmptyLog>(
      (check) => isProvenEmpty(log, check),
      ["empty", "empty"],
    );
    expect(proven).toMatchObject({ checks: 2, ms: 2_000, exit: Exit.succeed(true) });
  });
});

describe("a check that shows nothing", () => {
  it("is the only one, and takes no time", async () => {
    for (const first of [undefined, refused]) {
      const lost = await timed<void, JobwireError, LogLoss | undefined>(
        (check) => failWhenLost(log, check),
        [first, loss],
      );
      expect(lost).toMatchObject({ checks: 1, ms: 0, exit: Exit.succeed(undefined) });
    }
    const unproven = await timed<boolean, JobwireError, EmptyLog>(
      (check) => isProvenEmpty(log, check),
      ["unproven", "empty"],
    );
    expect(unproven).toMatchObject({ checks: 1, ms: 0, exit: Exit.succeed(false) });
  });

  it("takes back the first one's result", async () => {
    for (const second of [undefined, refused]) {
      const lost = await timed<void, JobwireError, LogLoss | undefined>(
        (check) => failWhenLost(log, check),
        [loss, second],
      );
      expect(lost).toMatchObject({ checks: 2, exit: Exit.succeed(undefined) });
    }
    for (const results of [
      ["empty", "unproven"],
      ["empty", loss],
      [loss, "empty"],
      [loss, "unproven"],
    ] as const) {
      const empty = await timed<boolean, JobwireError, EmptyLog>((check) => isProvenEmpty(log, check), results);
      expect(empty).toMatchObject({ checks: 2, exit: Exit.succeed(false) });
    }
  });

  it("shows no loss when it fails, and the proof of an empty log then fails with its error", async () => {
    expect(await Effect.runPromise(checkLoss(Effect.fail(refused)))).toBeUndefined();
    expect(await Effect.runPromise(checkLoss(Effect.succeed(loss)))).toBe(loss);
    const empty = await timed<boolean, JobwireError, EmptyLog>(
      (check) => isProvenEmpty(log, check),
      ["empty", refused],
    );
    expect(empty.exit).toEqual(Exit.fail(refused));
  });
});
