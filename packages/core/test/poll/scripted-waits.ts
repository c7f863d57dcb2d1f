import { assert } from "@effect/vitest";
import { Clock, Effect, Fiber, type Scope } from "effect";
import { TestClock } from "effect/testing";
import { type JobwireError, NotFound } from "../../src/errors.ts";
import { makeSharedPoller, type PollSource } from "../../src/poll/shared-poller.ts";
import { type WaitEffectOptions, waitForJob, type WaitSettings } from "../../src/poll/wait-for-job.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";

/** Divides the times of pending reports, so that each falls on the end of a step. */
const stepMs = 500;
const turns = 8;

/** A job of the scripted server. */
export interface Job {
  readonly id: string;
  readonly status: string;
  /** The number of the look that read it. */
  readonly look: number;
}

/** The server's own report that it does not know the job. */
export const unknown: NotFound = new NotFound({
  message: "Job a does not exist",
  reason: "unknown-job",
  statusCode: 404,
});

/** What the server reports at each look: a status, `undefined` for a job that the list lacks, or a failure. */
export type Script = (look: number, now: number) => JobwireError | string | undefined;

/** The result of a wait. */
export interface Outcome {
  readonly value: Job | JobwireError;
  /** Milliseconds that the wait took. */
  readonly tookMs: number;
  /** When each look began, in milliseconds after the start of the wait. */
  readonly looks: ReadonlyArray<number>;
}

/** The settings of waits over a server that follows the script. `looks` receives the time of each look. */
const settingsOver = (
  script: Script,
  settings: Partial<WaitSettings<Job>>,
  looks: Array<number>,
): Effect.Effect<WaitSettings<Job>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const began = yield* Clock.currentTimeMillis;
    const look = (id: string): Effect.Effect<Job | undefined, JobwireError> =>
      Effect.flatMap(Clock.currentTimeMillis, (time) => {
        looks.push(time - began);
        const reported = script(looks.length - 1, time - began);
        if (typeof reported === "object") return Effect.fail(reported);
        return Effect.succeed(reported === undefined ? undefined : { id, status: reported, look: looks.length - 1 });
      });
    const source: PollSource<Job> = {
      one: (id) => Effect.flatMap(look(id), (job) => (job === undefined ? Effect.fail(unknown) : Effect.succeed(job))),
      all: Effect.map(look("list"), (job) => (id) => (job === undefined ? undefined : { ...job, id })),
    };
    return {
      address: "http://ray.test:8265",
      poller: yield* makeSharedPoller(source, { budget: new RetryBudget() }),
      pollIntervalMs: 2_000,
      retryForMs: 300_000,
      statusOf: ({ status }) => status,
      isOver: ({ status }) => status === "SUCCEEDED",
      goneBecause: "someone deleted it",
      ...settings,
    };
  });

/**
 * Waits for job `a` until the wait ends, or for an hour. With `listed` a second wait runs beside it, so that the poller reads the
 * list of jobs instead of the one job.
 */
export const outcomeOfWait = (
  script: Script,
  options: WaitEffectOptions<Job> = {},
  settings: Partial<WaitSettings<Job>> & { readonly listed?: boolean } = {},
): Effect.Effect<Outcome> =>
  Effect.scoped(
    Effect.gen(function* () {
      const looks: Array<number> = [];
      const { listed = false, ...rest } = settings;
      const waits = yield* settingsOver(script, rest, looks);
      const began = yield* Clock.currentTimeMillis;
      if (listed) yield* waits.poller.watch("b", waits.pollIntervalMs);
      const fiber = yield* Effect.forkChild(
        waitForJob(waits, "a", options).pipe(
          Effect.match({ onSuccess: (job): Job | JobwireError => job, onFailure: (error) => error }),
          Effect.flatMap((value) => Effect.map(Clock.currentTimeMillis, (now) => ({ value, tookMs: now - began }))),
        ),
        { startImmediately: true },
      );
      for (let now = 0; fiber.pollUnsafe() === undefined && now < 3_600_000; now += stepMs) {
        // Fibers that the last step woke run until they wait for time.
        for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow;
        yield* TestClock.adjust(stepMs);
      }
      assert.isDefined(fiber.pollUnsafe(), "the wait does not end");
      return { ...(yield* Fiber.join(fiber)), looks };
    }),
  );
