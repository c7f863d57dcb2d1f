/** What a wait returns or fails with, and the changes and retries that it reports. */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { TestClock } from "effect/testing";
import { ConnectionFailed, InvalidRequest, JobLost, NotFound, Timeout, Unauthorized } from "../../src/errors.ts";
import { outcomeOfWait, unknown } from "./scripted-waits.ts";

const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const denied = new Unauthorized({ message: "401" });

const instanceOf = <E>(value: unknown, type: new (details: never) => E): E => {
  assert.isTrue(value instanceof type, `${String(value)} is no ${type.name}`);
  return value as E;
};

describe("a wait", () => {
  it.effect("returns the job of the first look that shows its end", () =>
    Effect.gen(function* () {
      const { value, looks } = yield* outcomeOfWait((look) => (look < 3 ? "RUNNING" : "SUCCEEDED"));
      assert.deepStrictEqual(value, { id: "a", status: "SUCCEEDED", look: 3 });
      assert.deepStrictEqual(looks, [0, 2_000, 4_000, 6_000]);
    }),
  );

  it.effect("polls at the caller's interval, else at the client's", () =>
    Effect.gen(function* () {
      const { looks } = yield* outcomeOfWait((look) => (look < 2 ? "RUNNING" : "SUCCEEDED"), { pollIntervalMs: 700 });
      assert.deepStrictEqual(looks, [0, 700, 1_400]);
    }),
  );

  it.effect("reports the first status and each change, once", () =>
    Effect.gen(function* () {
      const states = ["PENDING", "PENDING", "RUNNING", "RUNNING", "RUNNING", "SUCCEEDED"];
      const changes: Array<string> = [];
      yield* outcomeOfWait((look) => states[look], {
        onChange: ({ status, look }) => changes.push(`${status} ${look}`),
      });
      assert.deepStrictEqual(changes, ["PENDING 0", "RUNNING 2", "SUCCEEDED 5"]);
    }),
  );

  it.effect("reports each retry with its delay", () =>
    Effect.gen(function* () {
      const retries: Array<readonly [unknown, number]> = [];
      const { value, looks } = yield* outcomeOfWait((look) => (look < 2 ? refused : "SUCCEEDED"), {
        onRetry: (error, delayMs) => retries.push([error, delayMs]),
      });
      assert.deepInclude(value, { status: "SUCCEEDED" });
      const [, second = 0, third = 0] = looks;
      assert.deepStrictEqual(retries, [
        [refused, second],
        [refused, third - second],
      ]);
    }),
  );

  it.effect("ends at once on a failure that no retry can fix", () =>
    Effect.gen(function* () {
      const { value, looks } = yield* outcomeOfWait(() => denied);
      assert.strictEqual(value, denied);
      assert.deepStrictEqual(looks, [0]);
    }),
  );

  it.effect("refuses wrong options before it sends a request", () =>
    Effect.gen(function* () {
      for (const options of [{ timeoutMs: 0 }, { pollIntervalMs: Number.NaN }]) {
        const { value, looks } = yield* outcomeOfWait(() => "SUCCEEDED", options);
        assert.strictEqual(instanceOf(value, InvalidRequest).reason, "local");
        assert.deepStrictEqual(looks, []);
      }
    }),
  );
});

describe("the deadline of a wait", () => {
  it.effect("reports the job, its last status, the time that passed and what to do", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 hour");
      const { value } = yield* outcomeOfWait(() => "RUNNING", { timeoutMs: 9_000 });
      const error = instanceOf(value, Timeout);
      assert.strictEqual(
        error.message,
        "job a at http://ray.test:8265 did not end within 9000 ms (timeoutMs); it is still RUNNING. Wait again, or set a higher timeoutMs",
      );
      assert.deepInclude(
        { reason: error.reason, jobId: error.jobId, elapsedMs: error.elapsedMs, cause: error.cause },
        { reason: "deadline", jobId: "a", elapsedMs: 9_000, cause: undefined },
      );
      assert.deepInclude(error.job, { id: "a", status: "RUNNING" });
    }),
  );

  it.effect("has no status when the wait never saw one, and the last failure as its cause", () =>
    Effect.gen(function* () {
      const { value } = yield* outcomeOfWait(() => refused, { timeoutMs: 9_000 });
      const error = instanceOf(value, Timeout);
      assert.strictEqual(
        error.message,
        "job a at http://ray.test:8265 did not end within 9000 ms (timeoutMs). Wait again, or set a higher timeoutMs",
      );
      assert.deepStrictEqual([error.cause, error.job], [refused, undefined]);
    }),
  );

  it.effect("has no cause when a response followed the failure", () =>
    Effect.gen(function* () {
      for (const response of ["RUNNING", undefined]) {
        const { value } = yield* outcomeOfWait(
          (look) => (look === 0 ? refused : response),
          { timeoutMs: 9_000 },
          { appearsWithinMs: 60_000 },
        );
        assert.isUndefined(instanceOf(value, Timeout).cause);
      }
    }),
  );

  it.effect("shows the id in a key, and the job as its kind shows it", () =>
    Effect.gen(function* () {
      const { value } = yield* outcomeOfWait(
        () => "RUNNING",
        { timeoutMs: 9_000 },
        { shownKey: (key) => `job-of-${key}`, shownOf: ({ status }) => `shown ${status}` },
      );
      const error = instanceOf(value, Timeout);
      assert.include(error.message, "job job-of-a at http://ray.test:8265 did");
      assert.deepStrictEqual([error.jobId, error.job], ["job-of-a", "shown RUNNING"]);
      const unseen = yield* outcomeOfWait(() => refused, { timeoutMs: 9_000 }, { shownOf: () => "shown" });
      assert.isUndefined(instanceOf(unseen.value, Timeout).job);
    }),
  );
});

describe("a job that the server does not know", () => {
  it.effect("ends the wait with the server's own error", () =>
    Effect.gen(function* () {
      const { value, looks } = yield* outcomeOfWait(() => undefined);
      assert.strictEqual(value, unknown);
      assert.deepStrictEqual(looks, [0]);
    }),
  );

  it.effect("ends the wait after two lists that lack it", () =>
    Effect.gen(function* () {
      const { value, tookMs } = yield* outcomeOfWait(() => undefined, {}, { listed: true });
      const error = instanceOf(value, NotFound);
      assert.deepStrictEqual(
        [error.message, error.reason, error.statusCode],
        ["job a at http://ray.test:8265 does not exist", "unknown-job", 404],
      );
      assert.strictEqual(tookMs, 2_000);
      const appeared = yield* outcomeOfWait((look) => (look === 0 ? undefined : "SUCCEEDED"), {}, { listed: true });
      assert.deepInclude(appeared.value, { status: "SUCCEEDED" });
    }),
  );

  it.effect("may still appear within the time of its kind", () =>
    Effect.gen(function* () {
      const lacking = yield* outcomeOfWait(() => undefined, {}, { appearsWithinMs: 10_000 });
      assert.deepStrictEqual([lacking.value, lacking.tookMs], [unknown, 10_000]);
      const appeared = yield* outcomeOfWait(
        (_, now) => (now < 9_000 ? undefined : "SUCCEEDED"),
        {},
        { appearsWithinMs: 10_000 },
      );
      assert.deepInclude(appeared.value, { status: "SUCCEEDED" });
    }),
  );

  it.effect("may exist where the list lacks jobs: only the response about the one job counts", () =>
    Effect.gen(function* () {
      const listed = yield* outcomeOfWait(
        (look) => (look < 100 ? undefined : "SUCCEEDED"),
        {},
        { listed: true, listMayLack: true },
      );
      assert.deepInclude(listed.value, { status: "SUCCEEDED" });
      const alone = yield* outcomeOfWait(() => undefined, {}, { listMayLack: true });
      assert.strictEqual(alone.value, unknown);
    }),
  );
});

describe("a job that the server no longer knows", () => {
  it.effect("is lost after 30 s, with its last status", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 hour");
      const { value, tookMs } = yield* outcomeOfWait((look) => (look < 2 ? "RUNNING" : undefined));
      const error = instanceOf(value, JobLost);
      assert.strictEqual(tookMs, 4_000 + 30_000);
      assert.strictEqual(
        error.message,
        "job a at http://ray.test:8265 was RUNNING, and the server no longer knows it: someone deleted it",
      );
      assert.deepStrictEqual(
        [error.reason, error.jobStatus, error.jobId, error.cause],
        ["gone", "RUNNING", "a", unknown],
      );
      assert.deepInclude(error.job, { status: "RUNNING", look: 1 });
    }),
  );

  it.effect("is lost earlier when the retries are shorter", () =>
    Effect.gen(function* () {
      const script = (look: number): string | undefined => (look === 0 ? "RUNNING" : undefined);
      const { value, tookMs } = yield* outcomeOfWait(script, {}, { retryForMs: 8_000 });
      assert.strictEqual(instanceOf(value, JobLost).reason, "gone");
      assert.strictEqual(tookMs, 2_000 + 8_000);
    }),
  );

  it.effect("is not lost when it returns in time: the 30 s begin anew", () =>
    Effect.gen(function* () {
      const script = (_: number, now: number): string | undefined =>
        now > 60_000 ? "SUCCEEDED" : now % 28_000 === 0 ? "RUNNING" : undefined;
      const { value, tookMs } = yield* outcomeOfWait(script);
      assert.deepInclude(value, { status: "SUCCEEDED" });
      assert.strictEqual(tookMs, 62_000);
    }),
  );
});
