import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, Stream } from "effect";
import { TestClock } from "effect/testing";
import { describeRay } from "../../src/ray/errors.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { makeRayApi } from "../../src/ray/api.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { monotonicMs } from "../../src/monotonic.ts";
import { Session } from "../../src/ray/session.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const address = "http://127.0.0.1:8265";
const versionOf = (name: string | null): ScriptedAnswer => ({
  json: { version: "4", ray_version: "2.60.0", ray_commit: "c", ...(name === null ? {} : { session_name: name }) },
});
const unknown: ScriptedAnswer = { status: 404, body: "Job a does not exist" };

/** A session over these responses, the last one repeated; `asked` counts the requests. */
const sessionOver = (...responses: ReadonlyArray<ScriptedAnswer>) => {
  const left = [...responses];
  const script = scriptedAdapter({ request: () => (left.length > 1 ? left.shift() : left[0]) ?? unknown });
  const session = new Session(makeRayApi(makeHttp(script.adapter, { baseUrl: address, describe: describeRay })));
  return { session, asked: () => script.requests.length };
};

describe("the session of a cluster", () => {
  it.effect("with a new name proves that a job seen before is gone, and not one seen after", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver(versionOf("one"), versionOf("two"));
      yield* session.learn;
      const before = yield* monotonicMs;
      yield* TestClock.adjust(1_000);
      assert.match((yield* session.forgottenSince(before)) ?? "", /started again without its store/);
      // Known from now on: no further request.
      assert.isDefined(yield* session.forgottenSince(before));
      assert.strictEqual(asked(), 2);
      assert.isUndefined(yield* session.forgottenSince((yield* monotonicMs) + 1));
    }),
  );

  it.effect.each<[string, ReadonlyArray<ScriptedAnswer>]>([
    ["the same name: the head has its store", [versionOf("one"), versionOf("one")]],
    ["no name before: nothing to compare with", [versionOf(null), versionOf("two")]],
    ["no name after", [versionOf("one"), versionOf(null)]],
    ["no response", [versionOf("one"), { status: 503, body: "" }]],
    ["a page of a proxy", [versionOf("one"), { body: "<html>wait</html>" }]],
  ])("proves nothing: %s", ([, responses]) =>
    Effect.gen(function* () {
      const { session } = sessionOver(...responses);
      yield* session.learn;
      assert.isUndefined(yield* session.forgottenSince(yield* monotonicMs));
    }),
  );

  it.effect("is learned once, and asked for at most once in five seconds", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver(versionOf("one"));
      assert.isTrue(yield* session.learn);
      assert.isFalse(yield* session.learn);
      const seenAt = yield* monotonicMs;
      for (let second = 0; second < 10; second++) {
        assert.isUndefined(yield* session.forgottenSince(seenAt));
        yield* TestClock.adjust(1_000);
      }
      assert.strictEqual(asked(), 1 + 2);
    }),
  );

  it.effect("does not keep a caller waiting when there is no response", () =>
    Effect.gen(function* () {
      const { session } = sessionOver({ silence: true });
      const began = yield* monotonicMs;
      yield* outcomeOf(session.learn);
      assert.isAtMost((yield* monotonicMs) - began, 2_100);
    }),
  );

  it.effect("that cannot be learned is asked for once a minute", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver({ status: 403, body: "Forbidden" });
      for (let second = 0; second < 120; second++) {
        yield* session.learn;
        yield* TestClock.adjust(1_000);
      }
      assert.strictEqual(asked(), 2);
    }),
  );
});

describe("a head that starts again", () => {
  /** A tail or a wait of a job, over a head that starts again after ten seconds. */
  const over = (by: "tail" | "wait", after: string) =>
    Effect.gen(function* () {
      const began = yield* monotonicMs;
      let now = began;
      const isNew = (): boolean => now - began >= 10_000;
      const script = scriptedAdapter({
        request: ({ url }) => {
          switch (url.pathname) {
            case "/api/version":
              return versionOf(isNew() ? after : "one");
            case "/api/v0/nodes":
              return { json: wireNodes([{ id: "n1", state: "ALIVE" }]) };
            case "/api/v0/logs/file":
              return { body: "a line\n" };
            default:
              return isNew() ? unknown : { json: { ...wireJob("a", "RUNNING"), driver_node_id: "n1" } };
          }
        },
        socket: () => ({ fault: "refused" }),
      });
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (;;) {
            now = yield* monotonicMs;
            yield* Effect.sleep(100);
          }
        }),
      );
      const cluster = yield* makeRay(script.adapter, { address });
      const error = yield* outcomeOf<unknown, unknown>(
        by === "tail" ? Stream.runDrain(cluster.jobs.tailLogs("a")) : cluster.jobs.wait("a"),
      );
      const versions = script.requests.filter(({ url }) => url.pathname === "/api/version").length;
      return { error, tookMs: (yield* monotonicMs) - began, versions };
    }).pipe(Effect.scoped);

  it.effect("without its store ends tails and waits within seconds", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "wait"] as const) {
        const { error, tookMs, versions } = yield* over(by, "two");
        assert.deepInclude(error, { _tag: "JobLost", reason: "gone", jobStatus: "RUNNING" });
        assert.include((error as Error).message, "the cluster started again without its store");
        assert.isAtMost(tookMs, 20_000);
        assert.strictEqual(versions, 2);
      }
    }),
  );

  it.effect("with its store has its time", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "wait"] as const) {
        const { error, tookMs, versions } = yield* over(by, "one");
        assert.deepInclude(error, { _tag: "JobLost", reason: "gone", jobStatus: "RUNNING" });
        assert.notInclude((error as Error).message, "without its store, so");
        assert.isAtLeast(tookMs, 39_000);
        assert.isAtMost(versions, 1 + 30 / 5 + 1);
      }
    }),
  );

  it.effect("is asked once by all tails that need the version at the same time, and again after a minute", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver(versionOf("one"));
      const all = yield* Effect.all(
        Array.from({ length: 50 }, () => session.marked),
        { concurrency: "unbounded" },
      );
      assert.deepStrictEqual(new Set(all), new Set([false]));
      assert.strictEqual(asked(), 1);
      yield* TestClock.adjust(59_000);
      yield* session.marked;
      assert.strictEqual(asked(), 1);
      yield* TestClock.adjust(2_000);
      yield* session.marked;
      assert.strictEqual(asked(), 2);
    }),
  );

  it.effect("passes a failed read of the version on to those that waited, and reads anew for the next", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver({ status: 500, body: "" }, versionOf("one"));
      const both = yield* Effect.all([Effect.result(session.marked), Effect.result(session.marked)], {
        concurrency: "unbounded",
      });
      assert.deepStrictEqual(
        both.map(({ _tag }) => _tag),
        ["Failure", "Failure"],
      );
      assert.strictEqual(asked(), 1);
      assert.isFalse(yield* session.marked);
    }),
  );

  it.effect("is read by another tail when the one that reads it leaves", () =>
    Effect.gen(function* () {
      const { session, asked } = sessionOver({ silence: true }, versionOf("one"));
      const first = yield* Effect.forkChild(session.marked, { startImmediately: true });
      const second = yield* Effect.forkChild(session.marked, { startImmediately: true });
      yield* Fiber.interrupt(first);
      assert.isFalse(yield* Fiber.join(second));
      assert.strictEqual(asked(), 2);
    }),
  );
});
