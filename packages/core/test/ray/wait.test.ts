import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, Fiber, type Scope } from "effect";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../src/errors.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import { makeRayApi } from "../../src/ray/api.ts";
import { describeRay } from "../../src/ray/errors.ts";
import type { RayJob } from "../../src/ray/types.ts";
import { rayJobBackend } from "../../src/ray/job-backend.ts";
import { waitForJob, type WaitSettings } from "../../src/poll/wait-for-job.ts";
import { makePollers, waitSettings } from "../../src/surface/job-waits.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { settled, turn } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const address = "http://127.0.0.1:8265";

/** Waits over a scripted server; `at` is the time of each request in milliseconds. */
const waitsOver = (
  request: (request: SeenRequest, now: number) => ScriptedAnswer,
): Effect.Effect<
  { readonly settings: WaitSettings<RayJob>; readonly script: ScriptedAdapter; readonly at: Array<number> },
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const at: Array<number> = [];
    const script = scriptedAdapter({
      request: (seen) => {
        const now = clock.currentTimeMillisUnsafe();
        at.push(now);
        return request(seen, now);
      },
    });
    const api = makeRayApi(makeHttp(script.adapter, { baseUrl: address, describe: describeRay }));
    const { redactor } = api.http;
    const budget = new RetryBudget();
    const backend = rayJobBackend(api, budget);
    const pollerOf = yield* makePollers(backend, { budget, redactor });
    const client = { redactor, pollIntervalMs: 2000, retryForMs: 300_000, retryAuthForMs: 0 };
    return { settings: waitSettings(backend, client, pollerOf("a"), undefined), script, at };
  });

const waitForAll = (
  settings: WaitSettings<RayJob>,
  ids: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<RayJob>, JobwireError> =>
  Effect.forEach(ids, (id) => waitForJob(settings, id), { concurrency: "unbounded" });

const outcome = (effect: Effect.Effect<RayJob, JobwireError>): Effect.Effect<RayJob | JobwireError> =>
  Effect.catch(effect, (error) => Effect.succeed(error));

describe("a wait", () => {
  it.effect("returns the terminal job, whatever its status, and reports each change", () =>
    Effect.gen(function* () {
      for (const last of ["SUCCEEDED", "FAILED", "STOPPED"]) {
        const statuses = ["PENDING", "PENDING", "RUNNING", "RUNNING", "SOMETHING_NEW", last];
        const { settings, at } = yield* waitsOver(() => ({ json: wireJob("a", statuses.shift() ?? "") }));
        const changes: Array<string> = [];
        const fiber = yield* Effect.forkChild(
          outcome(waitForJob(settings, "a", { onChange: ({ status }) => changes.push(status) })),
        );
        const job = yield* settled(fiber);
        assert.deepInclude(job, { submissionId: "a", status: last });
        assert.deepStrictEqual(changes, ["PENDING", "RUNNING", "SOMETHING_NEW", last]);
        assert.strictEqual(at.length, 6);
        assert.strictEqual(settings.poller.size(), 0);
      }
    }),
  );

  it.effect("of a thousand jobs sends at most two requests an interval", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 1000 }, (_, index) => `job-${index}`);
      const { settings, script, at } = yield* waitsOver((_, now) => ({
        json: ids.map((id, index) => wireJob(id, now > 500 + index * 30 ? "SUCCEEDED" : "RUNNING")),
      }));
      const fiber = yield* Effect.forkChild(Effect.orDie(waitForAll(settings, ids)));
      const jobs = yield* settled(fiber, 500);
      assert.deepStrictEqual(
        jobs.map(({ submissionId }) => submissionId),
        ids,
      );
      assert.isTrue(jobs.every(({ status }) => status === "SUCCEEDED"));
      const paths = script.requests.map(({ url }) => url.pathname);
      assert.deepStrictEqual([...new Set(paths)], ["/api/jobs/", "/api/version"]);
      assert.strictEqual(paths.filter((path) => path === "/api/version").length, 1);
      for (const [index, time] of at.entries()) {
        if (index >= 2) assert.isAtLeast(time - (at[index - 2] ?? 0), 2000);
      }
      assert.isAtMost(at.length, 20);
    }),
  );

  it.effect("survives refused connections, 5xx, a restarting module, a proxy's page, and 429 with Retry-After", () =>
    Effect.gen(function* () {
      const trouble: Array<ScriptedAnswer> = [
        { json: wireJob("a", "RUNNING") },
        { fault: "refused" },
        { fault: "refused" },
        { status: 502, body: "<html>bad gateway" },
        { status: 503 },
        { status: 500, body: "500 Internal Server Error\n\nServer got itself in trouble" },
        { status: 200, body: "<html>starting up</html>" },
        { status: 404, body: "<html>default backend - 404</html>" },
        { body: ['{"type":"SUBMI', { cut: "truncated" }] },
        { status: 429, headers: { "retry-after": "20" }, body: "slow down" },
        { json: wireJob("a", "SUCCEEDED") },
      ];
      const { settings, at } = yield* waitsOver(() => trouble.shift() ?? { fault: "refused" });
      const retries: Array<string> = [];
      const fiber = yield* Effect.forkChild(
        outcome(waitForJob(settings, "a", { onRetry: (error) => retries.push(`${error._tag} ${error.reason ?? ""}`) })),
      );
      assert.deepInclude(yield* settled(fiber), { status: "SUCCEEDED" });
      assert.deepStrictEqual(retries, [
        "ConnectionFailed refused",
        "ConnectionFailed refused",
        "ServerError unavailable",
        "ServerError unavailable",
        "ServerError internal",
        "BadResponse page",
        "NotFound unknown-path",
        "ConnectionFailed truncated",
        "RateLimited ",
      ]);
      assert.isAtLeast((at[10] ?? 0) - (at[9] ?? 0), 20_000);
    }),
  );

  it.effect("ends after retryForMs without a success, even if the server asks for a longer delay", () =>
    Effect.gen(function* () {
      for (const answer of [
        { fault: "refused" },
        { status: 429, headers: { "retry-after": "3600" } },
      ] satisfies Array<ScriptedAnswer>) {
        const { settings } = yield* waitsOver((_, now) =>
          now - begin < 1000 ? { json: wireJob("a", "RUNNING") } : answer,
        );
        const begin = yield* Clock.currentTimeMillis;
        const fiber = yield* Effect.forkChild(outcome(waitForJob(settings, "a")));
        const error = yield* settled(fiber, 1000);
        assert.include(["ConnectionFailed", "RateLimited"], (error as JobwireError)._tag);
        const took = (yield* Clock.currentTimeMillis) - begin;
        assert.isAtLeast(took, 300_000);
        assert.isAtMost(took, 320_000);
      }
    }),
  );

  it.effect("ends at once on a permanent failure, and on an unreadable response before any good one", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [ScriptedAnswer, string]> = [
        [{ status: 401, body: "Unauthorized: Missing authentication token" }, "Unauthorized"],
        [{ status: 404, body: "Job a does not exist" }, "NotFound"],
        [{ status: 404, body: "<html>nothing here" }, "NotFound"],
        [{ body: "<html>hello" }, "BadResponse"],
        [{ body: "{}" }, "BadResponse"],
        [{ fault: "tls" }, "ConnectionFailed"],
      ];
      for (const [answer, tag] of cases) {
        const { settings, at } = yield* waitsOver(() => answer);
        const fiber = yield* Effect.forkChild(outcome(waitForJob(settings, "a")));
        assert.strictEqual(((yield* settled(fiber)) as JobwireError)._tag, tag);
        assert.strictEqual(at.length, 1);
      }
    }),
  );

  it.effect("for a job missing from two lists is NotFound; one that comes late is found", () =>
    Effect.gen(function* () {
      let lists = 0;
      const { settings } = yield* waitsOver(() => ({
        json: ++lists === 1 ? [wireJob("a", "RUNNING")] : [wireJob("a", "SUCCEEDED"), wireJob("late", "SUCCEEDED")],
      }));
      const ids = ["a", "late", "never"];
      const fiber = yield* Effect.forkChild(
        Effect.all(
          ids.map((id) => outcome(waitForJob(settings, id))),
          { concurrency: "unbounded" },
        ),
      );
      const [a, late, never] = yield* settled(fiber);
      assert.deepInclude(a, { status: "SUCCEEDED" });
      assert.deepInclude(late, { status: "SUCCEEDED" });
      assert.deepInclude(never, { _tag: "NotFound", reason: "unknown-job" });
    }),
  );

  it.effect("for a job that vanishes is JobLost after half a minute, and continues if it comes back", () =>
    Effect.gen(function* () {
      const begin = yield* Clock.currentTimeMillis;
      const gone = (now: number): boolean => now - begin > 5000;
      const { settings } = yield* waitsOver((_, now) =>
        gone(now) ? { status: 404, body: "Job a does not exist" } : { json: wireJob("a", "RUNNING") },
      );
      const lost = yield* settled(yield* Effect.forkChild(outcome(waitForJob(settings, "a"))), 500);
      assert.deepInclude(lost, { _tag: "JobLost", reason: "gone" });
      const took = (yield* Clock.currentTimeMillis) - begin;
      assert.isAtLeast(took, 35_000);
      const back = yield* Clock.currentTimeMillis;
      const { settings: second } = yield* waitsOver((_, now) => {
        const since = now - back;
        if (since > 5000 && since < 30_000) return { status: 404, body: "Job a does not exist" };
        return { json: wireJob("a", since < 40_000 ? "RUNNING" : "SUCCEEDED") };
      });
      assert.deepInclude(yield* settled(yield* Effect.forkChild(outcome(waitForJob(second, "a"))), 500), {
        status: "SUCCEEDED",
      });
    }),
  );

  it.effect("for a RUNNING job whose node is dead in two looks is JobLost, within two requests an interval", () =>
    Effect.gen(function* () {
      const { settings, at, script } = yield* waitsOver(({ url }) =>
        url.pathname === "/api/v0/nodes"
          ? {
              json: wireNodes([
                { id: "head", state: "ALIVE" },
                { id: "n1", state: "DEAD" },
              ]),
            }
          : { json: { ...wireJob("a", "RUNNING"), driver_node_id: "n1" } },
      );
      const begin = yield* Clock.currentTimeMillis;
      const error = yield* settled(yield* Effect.forkChild(outcome(waitForJob(settings, "a"))), 500);
      assert.deepInclude(error, { _tag: "JobLost", reason: "node-dead" });
      assert.strictEqual(script.requests.filter(({ url }) => url.pathname === "/api/v0/nodes").length, 2);
      assert.isAtLeast((yield* Clock.currentTimeMillis) - begin, 25_000);
      assert.isAtMost((yield* Clock.currentTimeMillis) - begin, 40_000);
      for (const [index, time] of at.entries()) if (index >= 2) assert.isAtLeast(time - (at[index - 2] ?? 0), 2000);
    }),
  );

  it.effect("counts the request for the nodes among the two, even when others join after it", () =>
    Effect.gen(function* () {
      const { settings, at, script } = yield* waitsOver(({ url }) =>
        url.pathname === "/api/v0/nodes"
          ? { json: wireNodes([{ id: "n1", state: "ALIVE" }]) }
          : {
              json: Array.from({ length: 60 }, (_, id) => ({ ...wireJob(`j${id}`, "RUNNING"), driver_node_id: "n1" })),
            },
      );
      yield* Effect.forkChild(waitForJob(settings, "j58"));
      yield* Effect.forkChild(waitForJob(settings, "j59"));
      const looks = (): number => script.requests.filter(({ url }) => url.pathname === "/api/v0/nodes").length;
      for (let step = 0; looks() === 0; step++) {
        assert.isBelow(step, 1000);
        yield* turn;
        yield* TestClock.adjust(100);
      }
      for (let id = 0; id < 50; id++) {
        yield* Effect.forkChild(waitForJob(settings, `j${id}`));
        for (let step = 0; step < 3; step++) {
          yield* turn;
          yield* TestClock.adjust(50);
        }
      }
      for (const [index, time] of at.entries()) if (index >= 2) assert.isAtLeast(time - (at[index - 2] ?? 0), 2000);
    }),
  );

  it.effect("on a live node, or without a response about nodes, continues", () =>
    Effect.gen(function* () {
      const begin = yield* Clock.currentTimeMillis;
      const { settings } = yield* waitsOver(({ url }, now) => {
        if (url.pathname === "/api/v0/nodes") {
          return now - begin < 60_000 ? { status: 429 } : { json: wireNodes([{ id: "n1", state: "ALIVE" }]) };
        }
        return { json: { ...wireJob("a", now - begin < 200_000 ? "RUNNING" : "SUCCEEDED"), driver_node_id: "n1" } };
      });
      const job = yield* settled(yield* Effect.forkChild(outcome(waitForJob(settings, "a"))), 1000);
      assert.deepInclude(job, { status: "SUCCEEDED" });
    }),
  );

  it.effect("has a deadline and checked options, and leaves nothing behind when interrupted", () =>
    Effect.gen(function* () {
      const { settings, script, at } = yield* waitsOver(() => ({ json: wireJob("a", "RUNNING") }));
      const late = yield* settled(yield* Effect.forkChild(outcome(waitForJob(settings, "a", { timeoutMs: 5000 }))));
      assert.deepInclude(late, { _tag: "Timeout", reason: "deadline" });
      assert.include((late as JobwireError).message, "RUNNING");
      for (const options of [
        { pollIntervalMs: 0 },
        { timeoutMs: Number.NaN },
        { pollIntervalMs: Number.POSITIVE_INFINITY },
      ]) {
        const error = yield* settled(yield* Effect.forkChild(outcome(waitForJob(settings, "a", options))));
        assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" });
      }
      const silent = yield* waitsOver(() => ({ silence: true }));
      const fiber = yield* Effect.forkChild(waitForJob(silent.settings, "a"));
      yield* TestClock.adjust(100);
      yield* turn;
      assert.strictEqual(silent.script.open(), 1);
      yield* Fiber.interrupt(fiber);
      assert.deepStrictEqual([silent.script.open(), silent.settings.poller.size(), script.open()], [0, 0, 0]);
      const before = at.length;
      yield* TestClock.adjust("1 hour");
      assert.strictEqual(at.length, before);
    }),
  );

  it.effect("ends with the error that onChange throws", () =>
    Effect.gen(function* () {
      const { settings } = yield* waitsOver(() => ({ json: wireJob("a", "RUNNING") }));
      const mine = new Error("mine");
      const fiber = yield* Effect.forkChild(
        Effect.catchDefect(
          outcome(
            waitForJob(settings, "a", {
              onChange: () => {
                throw mine;
              },
            }),
          ),
          (defect) => Effect.succeed(defect),
        ),
      );
      assert.strictEqual(yield* settled(fiber), mine);
    }),
  );

  it.effect("accepts Ray's own job id as well", () =>
    Effect.gen(function* () {
      const { settings } = yield* waitsOver(() => ({
        json: [
          { ...wireJob("a", "SUCCEEDED"), job_id: "04000000" },
          { ...wireJob("b", "SUCCEEDED"), job_id: null },
        ],
      }));
      const fiber = yield* Effect.forkChild(Effect.orDie(waitForAll(settings, ["04000000", "b"])));
      assert.deepStrictEqual(
        (yield* settled(fiber)).map(({ submissionId }) => submissionId),
        ["a", "b"],
      );
    }),
  );
});
