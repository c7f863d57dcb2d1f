/** After which failures the poller polls again, what it takes from the budget, and whom it still polls for. */
import { assert, describe, it } from "@effect/vitest";
import { Effect, Exit, Queue, Scope } from "effect";
import { Aborted, BadResponse, ConnectionFailed, NotFound, RateLimited, Unauthorized } from "../../src/errors.ts";
import { pass, pollsOver } from "./scripted-polls.ts";

const intervalMs = 2_000;
const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const denied = new Unauthorized({ message: "401" });
const page = new BadResponse({ message: "a proxy's page" });
const wrongPath = new NotFound({ message: "404 from a proxy", reason: "unknown-path" });

describe("the poller", () => {
  it.effect("reports a failure that no retry can fix, once, and sends nothing more for its watchers", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver(() => denied);
      const first = yield* poller.watch("a", intervalMs);
      const second = yield* poller.watch("b", intervalMs);
      yield* pass(3_600_000);
      assert.deepStrictEqual(requests, [["list", 0]]);
      for (const queue of [first, second]) {
        assert.deepStrictEqual(yield* Queue.clear(queue), [{ type: "failed", error: denied }]);
      }
    }),
  );

  it.effect("polls for a new watcher after such a failure, and for no old one", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver((_, index) => (index === 0 ? denied : "RUNNING"));
      const failed = yield* poller.watch("a", intervalMs);
      yield* pass(60_000);
      const added = yield* poller.watch("b", intervalMs);
      yield* pass(1_000);
      assert.deepStrictEqual(requests, [
        ["a", 0],
        ["b", 60_000],
      ]);
      assert.strictEqual((yield* Queue.clear(failed)).length, 1);
      assert.deepStrictEqual(yield* Queue.clear(added), [{ type: "value", value: "RUNNING" }]);
    }),
  );

  it.effect("polls less often while the server limits the rate of requests, and as often as before afterwards", () =>
    Effect.gen(function* () {
      const busy = new RateLimited({ statusCode: 429, message: "429" });
      // Two refusals, then one for every second poll for a while.
      const { poller, requests } = yield* pollsOver((_, index, now) =>
        now < 60_000 && index % 2 === 0 ? busy : "RUNNING",
      );
      yield* poller.watch("a", intervalMs);
      yield* pass(60_000);
      // At 2 s, 60 s would have 30 polls and as many refusals.
      assert.isBelow(requests.length, 25);
      assert.isAtLeast(requests.length, 6);
      yield* pass(120_000);
      const before = requests.length;
      yield* pass(20_000);
      assert.strictEqual(requests.length - before, 10);
    }),
  );

  it.effect("polls on for watchers that wait for the next sign-in, and only for them, and only so long", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver((_, index, now) =>
        index > 0 && now < 20_000 ? denied : "RUNNING",
      );
      const [strict, patient, hasty] = [
        yield* poller.watch("a", intervalMs),
        yield* poller.watch("a", intervalMs, { retryAuthForMs: 60_000 }),
        yield* poller.watch("a", intervalMs, { retryAuthForMs: 5_000 }),
      ];
      yield* pass(2_000);
      assert.deepStrictEqual((yield* Queue.clear(strict)).at(-1), { type: "failed", error: denied });
      yield* pass(8_000);
      assert.deepStrictEqual((yield* Queue.clear(hasty)).at(-1), { type: "failed", error: denied });
      assert.isBelow(requests.length, 12);
      yield* pass(20_000);
      const events = yield* Queue.clear(patient);
      assert.deepStrictEqual(events.at(-1), { type: "value", value: "RUNNING" });
      assert.isTrue(events.some(({ type }) => type === "retrying"));
      assert.isFalse(events.some(({ type }) => type === "failed"));
    }),
  );

  it.effect("does not wait for a sign-in that it never had", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver(() => denied);
      const queue = yield* poller.watch("a", intervalMs, { retryAuthForMs: 60_000 });
      yield* pass(60_000);
      assert.deepStrictEqual(yield* Queue.clear(queue), [{ type: "failed", error: denied }]);
      assert.strictEqual(requests.length, 1);
    }),
  );

  it.effect("takes nonsense as a first response for the wrong address", () =>
    Effect.gen(function* () {
      for (const nonsense of [page, wrongPath]) {
        const { poller, requests } = yield* pollsOver(() => nonsense);
        const queue = yield* poller.watch("a", intervalMs);
        yield* pass(60_000);
        assert.deepStrictEqual(yield* Queue.clear(queue), [{ type: "failed", error: nonsense }]);
        assert.strictEqual(requests.length, 1);
      }
    }),
  );

  it.effect(
    "polls again after nonsense from a server that responded correctly before, but not after a lasting failure",
    () =>
      Effect.gen(function* () {
        for (const nonsense of [page, wrongPath]) {
          const { poller } = yield* pollsOver(
            (_, index) => ["RUNNING", nonsense, nonsense, "SUCCEEDED", denied][index],
          );
          const queue = yield* poller.watch("a", intervalMs);
          yield* pass(2 * intervalMs + 1_000);
          assert.deepStrictEqual(
            (yield* Queue.clear(queue)).map((event) => ("error" in event ? event.error : event.type)),
            ["value", nonsense, nonsense, "value", denied],
          );
        }
      }),
  );

  it.effect("pays for each retry from the budget, which only a poll without a retry refills", () =>
    Effect.gen(function* () {
      const { poller, budget, requests } = yield* pollsOver((_, index) => (index < 2 ? refused : "RUNNING"));
      yield* poller.watch("a", intervalMs);
      yield* pass(1_500);
      assert.deepStrictEqual([requests.length, budget.tokens], [3, 490]);
      yield* pass(intervalMs);
      assert.deepStrictEqual([requests.length, budget.tokens], [4, 491]);
    }),
  );

  it.effect("reports the time until the next try", () =>
    Effect.gen(function* () {
      yield* pass(3_600_000);
      const { poller, requests } = yield* pollsOver((_, index) => (index < 6 ? refused : "RUNNING"));
      const queue = yield* poller.watch("a", intervalMs);
      yield* pass(30_000);
      const delays = (yield* Queue.clear(queue)).flatMap((event) => (event.type === "retrying" ? [event.delayMs] : []));
      const gaps = requests.slice(1, 7).map(([, at], index) => at - (requests[index]?.[1] ?? 0));
      assert.deepStrictEqual(delays, gaps);
    }),
  );

  it.effect("sends nothing when every watcher's retry time is over", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver(() => refused);
      const queue = yield* poller.watch("a", intervalMs, { retryForMs: 60_000 });
      yield* pass(60_000);
      const sent = requests.length;
      assert.strictEqual(requests.at(-1)?.[1], 60_000);
      assert.deepStrictEqual((yield* Queue.clear(queue)).at(-1), { type: "failed", error: refused });
      yield* pass(3_600_000);
      assert.strictEqual(requests.length, sent);
    }),
  );

  it.effect("leaves tries 200 ms apart, however close together the watchers' retry times end", () =>
    Effect.gen(function* () {
      const { poller, requests } = yield* pollsOver(() => refused);
      for (let index = 0; index < 100; index++) {
        yield* poller.watch(`j${index}`, intervalMs, { retryForMs: 30_000 + 20 * index });
      }
      yield* pass(40_000);
      const gaps = requests.slice(1).map(([, at], index) => at - (requests[index]?.[1] ?? 0));
      assert.isAtLeast(Math.min(...gaps), 200);
    }),
  );

  it.effect("ends a request when its last watcher leaves, not before", () =>
    Effect.gen(function* () {
      const { poller, ended } = yield* pollsOver(() => "silence");
      const scopes = [yield* Scope.make(), yield* Scope.make()];
      for (const [index, scope] of scopes.entries()) {
        yield* poller.watch(`j${index}`, intervalMs).pipe(Scope.provide(scope));
      }
      yield* pass(100);
      const [first, last] = scopes;
      if (first !== undefined) yield* Scope.close(first, Exit.void);
      yield* pass(100);
      assert.deepStrictEqual(ended, []);
      if (last !== undefined) yield* Scope.close(last, Exit.void);
      assert.deepStrictEqual(ended, ["list"]);
    }),
  );

  it.effect("sends no event to a watcher that left during the request", () =>
    Effect.gen(function* () {
      const { poller } = yield* pollsOver(() => "RUNNING", { tookMs: 500 });
      const scope = yield* Scope.make();
      const left = yield* poller.watch("a", intervalMs).pipe(Scope.provide(scope));
      const stays = yield* poller.watch("b", intervalMs);
      yield* pass(100);
      yield* Scope.close(scope, Exit.void);
      yield* pass(1_000);
      assert.deepStrictEqual(yield* Queue.clear(left), []);
      assert.deepStrictEqual(yield* Queue.clear(stays), [{ type: "value", value: "RUNNING" }]);
    }),
  );

  it.effect("reports to its watchers that the client was closed", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make();
      const { poller } = yield* pollsOver(() => "RUNNING").pipe(Scope.provide(scope));
      const queue = yield* poller.watch("a", intervalMs);
      yield* pass(100);
      yield* Queue.clear(queue);
      yield* Scope.close(scope, Exit.void);
      const [event, ...more] = yield* Queue.clear(queue);
      assert.deepStrictEqual(more, []);
      const error = event?.type === "failed" ? event.error : undefined;
      assert.instanceOf(error, Aborted);
      assert.deepStrictEqual([error?.message, error?.reason], ["the client was closed", "closed"]);
    }),
  );
});
