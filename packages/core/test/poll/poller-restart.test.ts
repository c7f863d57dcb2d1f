import { assert, describe, it } from "@effect/vitest";
import { Cause, Effect, Exit, Fiber, Queue, Scope } from "effect";
import { TestClock } from "effect/testing";
import type { PollEvent } from "../../src/poll/poll-event.ts";
import { makeSharedPoller, type SharedPoller } from "../../src/poll/shared-poller.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";

const intervalMs = 2_000;

const pollerOf = (
  one: (id: string) => Effect.Effect<string>,
): Effect.Effect<SharedPoller<string>, never, Scope.Scope> =>
  makeSharedPoller({ one, all: Effect.succeed((id: string) => `${id} listed`) }, { budget: new RetryBudget() });

describe("a shared poller without watchers", () => {
  it.effect("ends its request, and a watcher that comes while that takes time is served", () =>
    Effect.gen(function* () {
      let ended = 0;
      const poller = yield* pollerOf((id) =>
        id === "b"
          ? Effect.succeed("b!")
          : Effect.onInterrupt(Effect.never, () =>
              Effect.andThen(
                Effect.sleep(1_000),
                Effect.sync(() => {
                  ended += 1;
                }),
              ),
            ),
      );
      const scope = yield* Scope.make();
      yield* poller.watch("a", intervalMs).pipe(Scope.provide(scope));
      yield* TestClock.adjust(500);
      const leaving = yield* Effect.forkChild(Scope.close(scope, Exit.void));
      yield* TestClock.adjust(100);
      assert.deepStrictEqual([poller.size(), ended], [0, 0]);
      const queue = yield* poller.watch("b", intervalMs);
      yield* TestClock.adjust(10_000);
      yield* Fiber.join(leaving);
      assert.strictEqual(ended, 1);
      const events: ReadonlyArray<PollEvent<string>> = yield* Queue.takeAll(queue);
      assert.isAtLeast(events.length, 5);
      for (const event of events) assert.deepStrictEqual(event, { type: "value", value: "b!" });
    }),
  );
});

describe("a shared poller after a defect", () => {
  it.effect("polls again for a new watcher, while an earlier one has not left yet", () =>
    Effect.gen(function* () {
      let broken = true;
      const poller = yield* pollerOf((id) => {
        if (broken) throw new Error("a mistake");
        return Effect.succeed(`${id}!`);
      });
      const queue = yield* poller.watch("a", intervalMs);
      yield* TestClock.adjust(1);
      const exit = yield* Effect.exit(Queue.take(queue));
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause));
      broken = false;
      const later = yield* poller.watch("a", intervalMs);
      const taken = yield* Effect.forkChild(Queue.take(later));
      yield* TestClock.adjust(intervalMs);
      assert.deepStrictEqual(taken.pollUnsafe(), Exit.succeed({ type: "value", value: "a!" }));
    }),
  );
});

describe("a watcher of a shared poller that had a defect", () => {
  it.effect("can leave the poller", () =>
    Effect.gen(function* () {
      const poller = yield* pollerOf(() => {
        throw new Error("a mistake");
      });
      const scope = yield* Scope.make();
      yield* poller.watch("a", intervalMs).pipe(Scope.provide(scope));
      yield* TestClock.adjust(1);
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(Scope.close(scope, Exit.void))));
      assert.strictEqual(poller.size(), 0);
    }),
  );
});

describe("a shared poller whose scope is closed", () => {
  it.effect("reports that to a watcher that comes later", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make();
      const poller = yield* pollerOf((id) => Effect.succeed(id)).pipe(Scope.provide(scope));
      yield* Scope.close(scope, Exit.void);
      const queue = yield* poller.watch("a", intervalMs);
      const taken = yield* Effect.forkChild(Queue.take(queue));
      yield* TestClock.adjust(intervalMs);
      const exit = taken.pollUnsafe();
      assert.isDefined(exit, "nothing came");
      assert.isTrue(Exit.isSuccess(exit) && exit.value.type === "failed" && exit.value.error.reason === "closed");
    }),
  );
});
