/** The look just before a watcher's deadline: when it comes, what it asks for, and whom it serves. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Queue, type Scope } from "effect";
import { ConnectionFailed, Unauthorized } from "../../src/errors.ts";
import type { PollEvent } from "../../src/poll/poll-event.ts";
import { pass, type Polls, pollsOver } from "./scripted-polls.ts";

const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const denied = new Unauthorized({ message: "401" });

/** Watches the id with a deadline this long from now. */
const watch = (
  { poller }: Polls,
  id: string,
  timeoutMs: number,
  intervalMs = 60_000,
): Effect.Effect<Queue.Queue<PollEvent<string>>, never, Scope.Scope> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => poller.watch(id, intervalMs, { deadline: now + timeoutMs }));

describe("the last look", () => {
  it.effect("asks only for the job whose deadline is near", () =>
    Effect.gen(function* () {
      const polls = yield* pollsOver(() => "RUNNING");
      yield* watch(polls, "a", 20_000);
      yield* watch(polls, "b", 50_000);
      yield* polls.poller.watch("c", 60_000);
      yield* pass(50_000);
      assert.deepStrictEqual(polls.requests, [
        ["list", 0],
        ["a", 18_000],
        ["b", 48_000],
      ]);
    }),
  );

  it.effect("serves every watcher whose own look is due within 2 s, and no later one", () =>
    Effect.gen(function* () {
      const polls = yield* pollsOver(() => "RUNNING");
      yield* watch(polls, "a", 20_000);
      yield* watch(polls, "b", 22_000);
      yield* watch(polls, "c", 22_001);
      yield* pass(25_000);
      assert.deepStrictEqual(polls.requests, [
        ["list", 0],
        ["list", 18_000],
        ["c", 20_001],
      ]);
    }),
  );

  it.effect("does not follow a poll that began within 2 s of it, or a tenth of a short time", () =>
    Effect.gen(function* () {
      const polls = yield* pollsOver(() => "RUNNING");
      yield* watch(polls, "a", 10_000, 4_000);
      yield* pass(9_999);
      assert.deepStrictEqual(
        polls.requests.map(([, at]) => at),
        [0, 4_000, 8_000],
      );
      const earlier = yield* pollsOver(() => "RUNNING");
      yield* watch(earlier, "a", 10_000, 3_999);
      yield* pass(9_999);
      assert.deepStrictEqual(
        earlier.requests.map(([, at]) => at),
        [0, 3_999, 7_998, 9_000],
      );
    }),
  );

  it.effect("ends its watchers on a failure that no retry can fix, and leaves the others alone", () =>
    Effect.gen(function* () {
      const polls = yield* pollsOver((_, index) => (index === 0 ? "silence" : denied));
      const other = yield* polls.poller.watch("b", 60_000);
      yield* pass(100);
      const queue = yield* watch(polls, "a", 10_000);
      yield* pass(10_000);
      assert.deepStrictEqual(yield* Queue.clear(queue), [{ type: "failed", error: denied }]);
      assert.deepStrictEqual(yield* Queue.clear(other), []);
    }),
  );

  it.effect("changes nothing when it fails and a retry may help", () =>
    Effect.gen(function* () {
      const polls = yield* pollsOver((_, index) => (index === 0 ? "silence" : refused));
      yield* polls.poller.watch("b", 60_000);
      yield* pass(100);
      const queue = yield* watch(polls, "a", 10_000);
      yield* pass(10_000);
      assert.deepStrictEqual(yield* Queue.clear(queue), []);
      assert.strictEqual(polls.requests.length, 2);
    }),
  );
});
