/** The check after a regular poll: what it receives, how often it runs, and whom its events reach. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Queue, type Scope } from "effect";
import { ConnectionFailed, JobLost, Unauthorized } from "../../src/errors.ts";
import type { PollEvent } from "../../src/poll/poll-event.ts";
import { pass, type Polls, pollsOver } from "./scripted-polls.ts";

const intervalMs = 2_000;
const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const denied = new Unauthorized({ message: "401" });
const lost: PollEvent<string> = {
  type: "failed",
  error: new JobLost({ message: "its node is dead", reason: "node-dead" }),
};

interface Checked extends Polls {
  /** What each check received: the values by id, the ids that the list lacks, and when, in milliseconds after the start. */
  readonly checks: Array<readonly [Readonly<Record<string, string>>, ReadonlyArray<string>, number]>;
}

/** Polls with a check that returns these events the first time; `requested` as if it sent a request. */
const checkedPolls = (
  script: Parameters<typeof pollsOver>[0],
  events: ReadonlyArray<readonly [string, PollEvent<string>]> = [],
  requested = false,
): Effect.Effect<Checked, never, Scope.Scope> =>
  Effect.gen(function* () {
    const checks: Checked["checks"] = [];
    const began = yield* Clock.currentTimeMillis;
    const polls = yield* pollsOver(script, {
      check: (found, unlisted) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          checks.push([Object.fromEntries(found), unlisted, now - began]);
          return { requested, events: new Map(checks.length === 1 ? events : []) };
        }),
    });
    return { ...polls, checks };
  });

describe("the check after a poll", () => {
  it.effect("receives the jobs found and the ids that the list lacks", () =>
    Effect.gen(function* () {
      const { poller, checks } = yield* checkedPolls((id) => (id === "x" ? undefined : `${id} runs`));
      for (const id of ["a", "b", "x", "x"]) yield* poller.watch(id, intervalMs);
      yield* pass(intervalMs);
      const expected = { a: "a runs", b: "b runs" };
      assert.deepStrictEqual(checks, [
        [expected, ["x"], 0],
        [expected, ["x"], intervalMs],
      ]);
    }),
  );

  it.effect("receives no id that the server itself does not know", () =>
    Effect.gen(function* () {
      const { poller, checks } = yield* checkedPolls(() => undefined);
      yield* poller.watch("x", intervalMs);
      yield* pass(100);
      assert.deepStrictEqual(checks, [[{}, [], 0]]);
    }),
  );

  it.effect("receives nothing after a poll that failed", () =>
    Effect.gen(function* () {
      const { poller, checks } = yield* checkedPolls(() => denied);
      yield* poller.watch("a", intervalMs);
      yield* pass(100);
      assert.deepStrictEqual(checks, [[{}, [], 0]]);
    }),
  );

  it.effect("runs once for a poll with retries", () =>
    Effect.gen(function* () {
      const { poller, checks, requests } = yield* checkedPolls((_, index) => (index < 3 ? refused : "RUNNING"));
      yield* poller.watch("a", intervalMs);
      yield* pass(3_000);
      assert.deepStrictEqual([requests.length, checks.length], [4, 1]);
    }),
  );

  it.effect("sends its events only to the watchers of their ids", () =>
    Effect.gen(function* () {
      const { poller } = yield* checkedPolls(() => "RUNNING", [["a", lost]]);
      const first = yield* poller.watch("a", intervalMs);
      const second = yield* poller.watch("a", intervalMs);
      const other = yield* poller.watch("b", intervalMs);
      yield* pass(100);
      const value: PollEvent<string> = { type: "value", value: "RUNNING" };
      assert.deepStrictEqual(yield* Queue.clear(first), [value, lost]);
      assert.deepStrictEqual(yield* Queue.clear(second), [value, lost]);
      assert.deepStrictEqual(yield* Queue.clear(other), [value]);
    }),
  );

  it.effect("does not run after an early poll for a new watcher", () =>
    Effect.gen(function* () {
      const { poller, checks, requests } = yield* checkedPolls(() => "RUNNING");
      yield* poller.watch("a", intervalMs);
      yield* pass(500);
      yield* poller.watch("b", intervalMs);
      yield* pass(500);
      assert.deepStrictEqual([requests.length, checks.length], [2, 1]);
      yield* pass(intervalMs);
      assert.deepStrictEqual(
        [requests.map(([, at]) => at), checks.map(([, , at]) => at)],
        [
          [0, 500, 2_500],
          [0, 2_500],
        ],
      );
    }),
  );

  it.effect("that sent a request takes the place of the interval's early poll", () =>
    Effect.gen(function* () {
      const { poller, checks, requests } = yield* checkedPolls(() => "RUNNING", [], true);
      yield* poller.watch("a", intervalMs);
      yield* pass(500);
      yield* poller.watch("b", intervalMs);
      yield* pass(1_499);
      assert.deepStrictEqual(requests, [["a", 0]]);
      yield* pass(1);
      assert.deepStrictEqual(requests, [
        ["a", 0],
        ["list", 2_000],
      ]);
      assert.strictEqual(checks.length, 2);
    }),
  );
});
