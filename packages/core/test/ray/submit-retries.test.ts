import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { RayEffects } from "../../src/ray/effects.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import type { RayOptions } from "../../src/ray/types.ts";
import { outcomeOf } from "../support/settled.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const unknownJob: ScriptedAnswer = { status: 404, body: "Job a does not exist" };
const unavailable: ScriptedAnswer = { status: 503, body: "no server" };
const request = { entrypoint: "python a.py", submissionId: "a" };

interface Cluster {
  readonly ray: RayEffects;
  /** The methods of the requests, in order. */
  readonly sent: () => string;
  readonly posts: () => number;
  readonly elapsedMs: Effect.Effect<number>;
}

const cluster = (
  script: {
    readonly post: (index: number, taken: ScriptedAnswer) => ScriptedAnswer;
    readonly get?: (index: number, found: ScriptedAnswer) => ScriptedAnswer;
  },
  options: Partial<RayOptions> = {},
): Effect.Effect<Cluster, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const methods: Array<string> = [];
    const count = (method: string): number => methods.filter((one) => one === method).length;
    const found = { json: { ...wireJob("a", "RUNNING"), entrypoint: "python a.py", metadata: null } };
    const { adapter } = scriptedAdapter({
      request: ({ method }) => {
        methods.push(method);
        const index = count(method) - 1;
        if (method === "GET") return script.get?.(index, found) ?? unknownJob;
        return script.post(index, { json: { job_id: "a", submission_id: "a" } });
      },
    });
    const began = yield* Clock.currentTimeMillis;
    return {
      ray: yield* makeRay(adapter, { address: "http://127.0.0.1:8265", ...options }),
      sent: () => methods.map((method) => method[0]).join(""),
      posts: () => count("POST"),
      elapsedMs: Effect.map(Clock.currentTimeMillis, (now) => now - began),
    };
  });

describe("a submit with retryForMs", () => {
  it.effect("is sent until the server listens again, with the usual back-off, and reports each retry", () =>
    Effect.gen(function* () {
      for (const byClient of [true, false]) {
        const limit = { retryForMs: 60_000 };
        const one = yield* cluster(
          { post: (index, taken) => (index < 8 ? { fault: "refused" } : taken) },
          byClient ? limit : {},
        );
        const delays: Array<number> = [];
        const onRetry = (_: unknown, delayMs: number): void => void delays.push(delayMs);
        const id = yield* outcomeOf(one.ray.jobs.submit(request, { onRetry, ...(byClient ? {} : limit) }));
        assert.strictEqual(id, "a");
        assert.strictEqual(one.sent(), "PPPPPPPPP");
        assert.strictEqual(delays.length, 8);
        assert.isTrue(delays.every((ms, index) => ms <= 1.2 * Math.min(10_000, 250 * 2 ** index)));
      }
    }),
  );

  it.effect("is sent again after 502, 503 and 504 only when each earlier send left no job", () =>
    Effect.gen(function* () {
      for (const status of [502, 503, 504]) {
        const one = yield* cluster(
          { post: (index, taken) => (index < 5 ? { status, body: "" } : taken) },
          { retryForMs: 120_000 },
        );
        assert.strictEqual(yield* outcomeOf(one.ray.jobs.submit(request)), "a");
        assert.strictEqual(one.sent(), `${"PGGG".repeat(5)}P`);
      }
      const arrived = yield* cluster(
        { post: () => unavailable, get: (index, found) => (index < 7 ? unknownJob : found) },
        { retryForMs: 120_000 },
      );
      assert.strictEqual(yield* outcomeOf(arrived.ray.jobs.submit(request)), "a");
      assert.strictEqual(arrived.sent(), "PGGGPGGGPGG");
    }),
  );

  it.effect("ends with the failure itself when the time is over", () =>
    Effect.gen(function* () {
      // The pace of a client that a server limits delays the last send by 5 s at most; a 503 between accepted look-ups is a limit too.
      const paceMs = 5_000;
      for (const [post, tag, lateMs] of [
        [{ fault: "refused" }, "ConnectionFailed", 0],
        [unavailable, "ServerError", paceMs + 2_000],
        [{ status: 429, body: "slow down" }, "RateLimited", paceMs],
        [{ status: 429, headers: { "retry-after": "3600" } }, "RateLimited", paceMs],
      ] satisfies Array<readonly [ScriptedAnswer, JobwireError["_tag"], number]>) {
        // Test time advances while a submit loads its code, so only the second one is measured.
        const first = yield* cluster({ post: () => post }, { retryForMs: 20_000 });
        assert.deepInclude(yield* outcomeOf(first.ray.jobs.submit(request)), { _tag: tag });
        const one = yield* cluster({ post: () => post }, { retryForMs: 20_000 });
        assert.deepInclude(yield* outcomeOf(one.ray.jobs.submit(request)), { _tag: tag });
        const elapsed = yield* one.elapsedMs;
        assert.isTrue(elapsed >= 20_000 && elapsed <= 20_000 + lateMs, `${tag} after ${elapsed} ms`);
      }
    }),
  );

  it.effect("limits the look-up as well: behind a proxy without a server the outcome is unknown in time", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => unavailable, get: () => unavailable }, { retryForMs: 5_000 });
      assert.deepInclude(yield* outcomeOf(one.ray.jobs.submit(request)), { _tag: "CreateOutcomeUnknown" });
      assert.strictEqual(one.posts(), 1);
      assert.isAtMost(yield* one.elapsedMs, 5_000);
      const back = yield* cluster(
        {
          post: (index, taken) => (index === 0 ? unavailable : taken),
          get: (index) => (index < 12 ? unavailable : unknownJob),
        },
        { retryForMs: 300_000 },
      );
      assert.strictEqual(yield* outcomeOf(back.ray.jobs.submit(request)), "a");
      assert.isAbove(yield* back.elapsedMs, 60_000);
    }),
  );

  it.effect("is sent three times at most after Ray's own error, and once after a refusal", () =>
    Effect.gen(function* () {
      const own = { status: 500, body: "Traceback\nRuntimeError: broken\n" };
      const one = yield* cluster({ post: () => own }, { retryForMs: 600_000 });
      assert.deepInclude(yield* outcomeOf(one.ray.jobs.submit(request)), { _tag: "ServerError", reason: "failed" });
      assert.strictEqual(one.posts(), 3);
      for (const status of [400, 401, 403, 404, 413]) {
        const refused = yield* cluster({ post: () => ({ status, body: "no" }) }, { retryForMs: 600_000 });
        yield* outcomeOf(refused.ray.jobs.submit(request));
        assert.strictEqual(refused.sent(), "P");
      }
    }),
  );

  it.effect("ends with timeoutMs, and says that nothing was submitted", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => ({ fault: "refused" }) }, { retryForMs: 600_000 });
      const error = yield* outcomeOf(one.ray.jobs.submit(request, { timeoutMs: 30_000 }));
      assert.deepInclude(error, { _tag: "Timeout", reason: "deadline" });
      assert.isAtMost(yield* one.elapsedMs, 30_100);
    }),
  );

  it.effect("must not be negative", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: (_, taken) => taken });
      const error = yield* outcomeOf(one.ray.jobs.submit(request, { retryForMs: -1 }));
      assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" });
      assert.strictEqual(one.sent(), "");
    }),
  );
});

describe("a submit without retryForMs", () => {
  it.effect("ends after three sends in a row, or one look-up of a minute", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => ({ fault: "refused" }) });
      yield* outcomeOf(one.ray.jobs.submit(request));
      assert.deepStrictEqual([one.posts(), (yield* one.elapsedMs) < 2_000], [3, true]);
      const behind = yield* cluster({ post: () => unavailable, get: () => unavailable });
      assert.deepInclude(yield* outcomeOf(behind.ray.jobs.submit(request)), { _tag: "CreateOutcomeUnknown" });
      assert.isAtMost(yield* behind.elapsedMs, 61_000);
    }),
  );
});
