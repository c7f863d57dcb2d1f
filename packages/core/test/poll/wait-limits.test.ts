import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber, type Scope } from "effect";
import { TestClock } from "effect/testing";
import type { WaitOptions } from "../../src/ray/types.ts";
import { ConnectionFailed, type JobwireError, RateLimited, ServerError } from "../../src/errors.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import { makeSharedPoller } from "../../src/poll/shared-poller.ts";
import { waitForJob, type WaitSettings } from "../../src/poll/wait-for-job.ts";

interface Job {
  readonly id: string;
  readonly status: string;
}

const busy = new ServerError({ message: "503, busy", reason: "unavailable", statusCode: 503, retryAfterMs: 600_000 });
const limited = new RateLimited({ message: "429", statusCode: 429, retryAfterMs: 3_600_000 });
const refused = new ConnectionFailed({ message: "refused", reason: "refused" });

interface Waits {
  readonly settings: WaitSettings<Job>;
  /** What was asked, in milliseconds after the begin. */
  readonly asked: Array<readonly [what: string, at: number]>;
}

/** Waits over a server that answers so: a status for every job, a failure, or no answer at all. */
const waitsOver = (
  answer: (now: number, index: number) => JobwireError | string | undefined,
  own: Partial<WaitSettings<Job>> = {},
): Effect.Effect<Waits, never, Scope.Scope> =>
  Effect.gen(function* () {
    const begin = yield* Clock.currentTimeMillis;
    const asked: Waits["asked"] = [];
    const look = (what: string): Effect.Effect<string, JobwireError> =>
      Effect.flatMap(Clock.currentTimeMillis, (time) => {
        const now = time - begin;
        asked.push([what, now]);
        const said = answer(now, asked.length - 1);
        if (said === undefined) return Effect.never;
        return typeof said === "string" ? Effect.succeed(said) : Effect.fail(said);
      });
    const poller = yield* makeSharedPoller<Job>(
      {
        one: (id) => Effect.map(look(id), (status) => ({ id, status })),
        all: Effect.map(look("list"), (status) => (id: string) => ({ id, status })),
      },
      { budget: new RetryBudget() },
    );
    const settings: WaitSettings<Job> = {
      address: "http://127.0.0.1:8265",
      poller,
      pollIntervalMs: 2000,
      retryForMs: 300_000,
      statusOf: ({ status }) => status,
      isOver: ({ status }) => status === "SUCCEEDED",
      goneBecause: "",
      ...own,
    };
    return { settings, asked };
  });

/** A wait, and when and how it ended. */
const begun = (
  { settings }: Waits,
  id: string,
  options: Omit<WaitOptions, "signal" | "onChange"> = {},
): Effect.Effect<Fiber.Fiber<readonly [string, number]>> =>
  Effect.gen(function* () {
    const begin = yield* Clock.currentTimeMillis;
    return yield* Effect.forkChild(
      waitForJob(settings, id, options).pipe(
        Effect.match({
          onSuccess: ({ status }) => status,
          onFailure: (error) => `${error._tag} ${error.reason ?? error.statusCode ?? ""}`,
        }),
        Effect.flatMap((how) =>
          Effect.map(Clock.currentTimeMillis, (now): readonly [string, number] => [how, now - begin]),
        ),
      ),
      { startImmediately: true },
    );
  });

const wellAfterOne =
  (failure: JobwireError, status = "SUCCEEDED") =>
  (_: number, index: number): JobwireError | string =>
    index === 0 ? failure : status;

describe("a Retry-After that is longer than a wait", () => {
  it.effect("leaves the wait its last look before the deadline", () =>
    Effect.gen(function* () {
      for (const failure of [busy, limited]) {
        for (const options of [{ timeoutMs: 60_000 }, { timeoutMs: 60_000, pollIntervalMs: 5_000 }]) {
          const waits = yield* waitsOver(wellAfterOne(failure));
          const wait = yield* begun(waits, "a", options);
          yield* TestClock.adjust(60_000);
          assert.deepStrictEqual(yield* Fiber.join(wait), ["SUCCEEDED", 58_000]);
          assert.deepStrictEqual(waits.asked, [
            ["a", 0],
            ["a", 58_000],
          ]);
        }
      }
    }),
  );

  it.effect("leaves it one before a short deadline, too", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver(wellAfterOne(busy));
      const wait = yield* begun(waits, "a", { timeoutMs: 1_000 });
      yield* TestClock.adjust(1_000);
      assert.deepStrictEqual(yield* Fiber.join(wait), ["SUCCEEDED", 900]);
    }),
  );

  it.effect("is bounded by retryForMs, whose last moment has a try that may succeed", () =>
    Effect.gen(function* () {
      const well = yield* waitsOver(wellAfterOne(busy));
      const wait = yield* begun(well, "a");
      yield* TestClock.adjust("10 minutes");
      assert.deepStrictEqual(yield* Fiber.join(wait), ["SUCCEEDED", 300_000]);
      const ill = yield* waitsOver(() => busy);
      const lost = yield* begun(ill, "a");
      yield* TestClock.adjust("10 minutes");
      assert.deepStrictEqual(yield* Fiber.join(lost), ["ServerError unavailable", 300_000]);
      assert.deepStrictEqual([well.asked.length, ill.asked.length], [2, 2]);
    }),
  );

  it.effect("is honoured where there is time for it", () =>
    Effect.gen(function* () {
      const soon = new RateLimited({ message: "429", retryAfterMs: 120_000 });
      const waits = yield* waitsOver(wellAfterOne(soon));
      const wait = yield* begun(waits, "a", { timeoutMs: 900_000 });
      yield* TestClock.adjust("1 hour");
      assert.deepStrictEqual(yield* Fiber.join(wait), ["SUCCEEDED", 120_000]);
      assert.strictEqual(waits.asked.length, 2);
    }),
  );

  it.effect("ends in the Timeout of the deadline when the last look fails as well, with that failure as cause", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver(() => busy);
      const wait = yield* begun(waits, "a", { timeoutMs: 10_000 });
      yield* TestClock.adjust(10_000);
      assert.deepStrictEqual(yield* Fiber.join(wait), ["Timeout deadline", 10_000]);
      assert.deepStrictEqual(waits.asked, [
        ["a", 0],
        ["a", 9_000],
      ]);
    }),
  );
});

describe("waits that share a poll with one that the server told to wait", () => {
  it.effect("of a shorter time have a last look of their own, and its success serves the others at once", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver((now) => (now < 5_500 ? busy : "SUCCEEDED"));
      const first = yield* begun(waits, "a");
      yield* TestClock.adjust(5_000);
      const second = yield* begun(waits, "b", { timeoutMs: 1_000 });
      yield* TestClock.adjust(1_000);
      assert.deepStrictEqual(yield* Fiber.join(second), ["SUCCEEDED", 900]);
      assert.deepStrictEqual(yield* Fiber.join(first), ["SUCCEEDED", 5_900]);
      assert.isAtMost(waits.asked.length, 4);
    }),
  );

  it.effect("are not held up by it: a newcomer waits for the ordinary delay only", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver(wellAfterOne(busy));
      const first = yield* begun(waits, "a");
      yield* TestClock.adjust(60_000);
      assert.strictEqual(waits.asked.length, 1);
      const second = yield* begun(waits, "b");
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(yield* Fiber.join(second), ["SUCCEEDED", 0]);
      assert.deepStrictEqual(yield* Fiber.join(first), ["SUCCEEDED", 60_000]);
      assert.deepStrictEqual(waits.asked, [
        ["a", 0],
        ["list", 60_000],
      ]);
    }),
  );

  it.effect("do not make more requests for their number", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver(() => busy);
      yield* begun(waits, "a");
      for (let index = 0; index < 200; index++) {
        yield* begun(waits, `b${index}`, { timeoutMs: 200_000 });
        yield* TestClock.adjust(1_000);
      }
      // In 200 s: the ordinary delays of 10 s, and the last looks of two seconds each.
      assert.isAtMost(waits.asked.length, 40);
      yield* TestClock.adjust(200_000);
      assert.isAtMost(waits.asked.length, 140);
    }),
  );

  it.effect("end each with its own time", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver(() => busy);
      const first = yield* begun(waits, "a");
      yield* TestClock.adjust(50_000);
      const second = yield* begun(waits, "b");
      yield* TestClock.adjust("20 minutes");
      assert.deepStrictEqual(yield* Fiber.join(first), ["ServerError unavailable", 300_000]);
      assert.deepStrictEqual(yield* Fiber.join(second), ["ServerError unavailable", 300_000]);
    }),
  );
});

describe("the last look of a wait", () => {
  it.effect("comes also where the poll interval is longer than what is left", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver((now) => (now > 65_000 ? "SUCCEEDED" : "RUNNING"));
      const wait = yield* begun(waits, "a", { timeoutMs: 90_000, pollIntervalMs: 60_000 });
      yield* TestClock.adjust(90_000);
      assert.deepStrictEqual(yield* Fiber.join(wait), ["SUCCEEDED", 88_000]);
      assert.deepStrictEqual(
        waits.asked.map(([, at]) => at),
        [0, 60_000, 88_000],
      );
    }),
  );

  it.effect("does not wait for a request that the server leaves unanswered", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver((_, index) => (index === 0 ? undefined : "SUCCEEDED"));
      yield* begun(waits, "a");
      yield* TestClock.adjust(500);
      const second = yield* begun(waits, "b", { timeoutMs: 1_000 });
      yield* TestClock.adjust(1_000);
      assert.deepStrictEqual(yield* Fiber.join(second), ["SUCCEEDED", 900]);
      // Nor does one last look wait for another.
      const silent = yield* waitsOver((_, index) => (index < 2 ? undefined : "SUCCEEDED"));
      yield* begun(silent, "a");
      const hung = yield* begun(silent, "b", { timeoutMs: 2_000 });
      const later = yield* begun(silent, "c", { timeoutMs: 4_000 });
      yield* TestClock.adjust(4_000);
      assert.deepStrictEqual(yield* Fiber.join(hung), ["Timeout deadline", 2_000]);
      assert.deepStrictEqual(yield* Fiber.join(later), ["SUCCEEDED", 3_600]);
    }),
  );

  it.effect("is one request for all whose deadlines come together, and none where a look has just begun", () =>
    Effect.gen(function* () {
      const waits = yield* waitsOver((_, index) => (index === 0 ? refused : "RUNNING"));
      const all: Array<Fiber.Fiber<readonly [string, number]>> = [];
      for (let index = 0; index < 100; index++) {
        all.push(yield* begun(waits, `a${index}`, { timeoutMs: 9_000 + index, pollIntervalMs: 60_000 }));
      }
      yield* TestClock.adjust(9_100);
      for (const [index, wait] of all.entries()) {
        assert.deepStrictEqual(yield* Fiber.join(wait), ["Timeout deadline", 9_000 + index]);
      }
      assert.deepStrictEqual(
        waits.asked.map(([what]) => what),
        ["list", "list", "list"],
      );
      const often = yield* waitsOver(() => "RUNNING");
      yield* begun(often, "a", { timeoutMs: 10_500 });
      yield* TestClock.adjust(10_500);
      assert.deepStrictEqual(
        often.asked.map(([, at]) => at),
        [0, 2_000, 4_000, 6_000, 8_000, 9_450, 10_000],
      );
    }),
  );
});
