/** A job that does not start reports the reason, rarely, and without a request that nobody asked for. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, type Scope, Stream } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { PendingStatus } from "../../src/poll/pending.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { pendingReason } from "../../src/ray/pending-reason.ts";
import type { TailStatus } from "../../src/tail/options.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { rayOver, type ScriptedRay } from "../support/scripted-ray.ts";
import { outcomeOf, settled } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const hint =
  "Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available.";

const actorTable = (rows: ReadonlyArray<object>): ScriptedAnswer => ({
  json: {
    result: true,
    msg: "",
    data: {
      result: {
        total: rows.length,
        num_after_truncation: rows.length,
        num_filtered: rows.length,
        result: rows,
        partial_failure_warning: "",
        warnings: null,
      },
    },
  },
});

const supervisor = {
  actor_id: "a1",
  class_name: "JobSupervisor",
  state: "PENDING_CREATION",
  job_id: "01000000",
  name: "_ray_internal_job_actor_a",
  required_resources: { GPU: 4, CPU: 0.5, memory: 1024, unused: 0 },
};

/** A cluster whose job `a` is PENDING for this long, and then runs and succeeds. */
const cluster = (
  pendingMs: number,
  rows: ScriptedAnswer = actorTable([supervisor]),
  stop: ScriptedAnswer = { json: { stopped: true } },
): Effect.Effect<ScriptedRay & { readonly looks: () => number }, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const begin = clock.currentTimeMillisUnsafe();
    let looks = 0;
    const scripted = yield* rayOver(({ url, method }) => {
      if (method === "POST") return stop;
      if (url.pathname === "/api/v0/actors") {
        looks += 1;
        assert.strictEqual(url.searchParams.get("filter_values"), "_ray_internal_job_actor_a");
        return rows;
      }
      if (url.pathname === "/api/v0/nodes") return { json: wireNodes([{ id: "n1", state: "ALIVE" }]) };
      if (url.pathname === "/api/version")
        return { json: { version: "4", ray_version: "2.60.0", ray_commit: "x", session_name: "s" } };
      if (url.pathname.includes("/logs")) return { status: 500, body: "no file: A file is not found at x" };
      const pending = clock.currentTimeMillisUnsafe() - begin < pendingMs;
      return { json: { ...wireJob("a", pending ? "PENDING" : "SUCCEEDED"), message: pending ? hint : "done" } };
    });
    return { ...scripted, looks: () => looks };
  });

describe("the reports of a pending job", () => {
  it("name the resources that the job needs, if any, and report when nothing will start it", () => {
    const present = { type: "present", state: "PENDING_CREATION" } as const;
    assert.deepStrictEqual(pendingReason({ message: hint }, { ...present, requiredResources: { GPU: 4, x: 0 } }), {
      reason: `${hint} It needs 4 GPU.`,
      resources: { GPU: 4 },
    });
    assert.deepStrictEqual(pendingReason({ message: null }, { ...present, requiredResources: {} }), {
      reason: "Job has not started yet.",
    });
    assert.include(pendingReason({ message: hint }, { type: "absent" }).reason, "never starts");
    assert.deepStrictEqual(pendingReason({ message: "a\u001b[31m\nb" }, { type: "unknown" }), {
      reason: "a\\x1b[31m\\nb",
    });
  });

  it.effect("reach a wait through onStatus, and cost requests only then", () =>
    Effect.gen(function* () {
      const told: Array<PendingStatus> = [];
      const one = yield* cluster(75_000);
      const job = yield* outcomeOf(one.ray.jobs.wait("a", { onStatus: (status) => void told.push(status) }));
      assert.deepInclude(job, { status: "SUCCEEDED" });
      assert.deepStrictEqual(
        told.map(({ type, jobStatus, pendingMs }) => [type, jobStatus, Math.round(pendingMs / 1000)]),
        [3, 10, 30, 70].map((seconds) => ["pending", "PENDING", seconds]),
      );
      assert.deepStrictEqual(told[0]?.resources, { GPU: 4, CPU: 0.5, memory: 1024 });
      assert.strictEqual(told[0]?.reason, `${hint} It needs 4 GPU, 0.5 CPU, 1024 bytes of memory.`);
      assert.strictEqual(one.looks(), 4);
      const quiet = yield* cluster(75_000);
      yield* outcomeOf(quiet.ray.jobs.wait("a"));
      assert.strictEqual(quiet.looks(), 0);
      const soon = yield* cluster(1_000);
      yield* outcomeOf(soon.ray.jobs.wait("a", { onStatus: () => assert.fail("it starts at once") }));
      assert.strictEqual(soon.looks(), 0);
    }),
  );

  it.effect("do not delay a wait when the actor table is silent, and end it with the error that onStatus throws", () =>
    Effect.gen(function* () {
      const told: Array<PendingStatus> = [];
      const one = yield* cluster(6_000, { silence: true });
      const begin = yield* Clock.currentTimeMillis;
      yield* outcomeOf(one.ray.jobs.wait("a", { onStatus: (status) => void told.push(status) }));
      assert.isAtMost((yield* Clock.currentTimeMillis) - begin, 8_200);
      assert.strictEqual(one.script.open(), 0);
      const mine = new Error("mine");
      const thrown = yield* cluster(60_000);
      const fiber = yield* Effect.forkChild(
        Effect.catchDefect(
          Effect.orDie(
            thrown.ray.jobs.wait("a", {
              onStatus: () => {
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

  it.effect("do not show the client's secrets, which a server may repeat", () =>
    Effect.gen(function* () {
      const secret = "s3cret-token-1234567890";
      const script = scriptedAdapter({
        request: ({ url }) =>
          url.pathname === "/api/v0/actors"
            ? actorTable([])
            : { json: { ...wireJob("a", "PENDING"), message: `it waits, ${secret}` } },
      });
      const ray = yield* makeRay(script.adapter, { address: "http://127.0.0.1:8265", token: secret });
      const told: Array<PendingStatus> = [];
      yield* outcomeOf(ray.jobs.wait("a", { timeoutMs: 5_000, onStatus: (status) => void told.push(status) }));
      assert.lengthOf(told, 1);
      assert.include(told[0]?.reason, "it waits");
      assert.notInclude(JSON.stringify(told), secret);
    }),
  );

  it.effect("of many waits of one client read the actor table at most once a second", () =>
    Effect.gen(function* () {
      let looks = 0;
      const ids = Array.from({ length: 50 }, (_, index) => `j${index}`);
      const { ray } = yield* rayOver(({ url }) => {
        if (url.pathname !== "/api/v0/actors") return { json: ids.map((id) => wireJob(id, "PENDING")) };
        looks += 1;
        return actorTable([]);
      });
      let told = 0;
      const all = ids.map((id) => ray.jobs.wait(id, { timeoutMs: 20_000, onStatus: () => void (told += 1) }));
      yield* outcomeOf(Effect.all(all, { concurrency: "unbounded", mode: "result" }));
      assert.strictEqual(told, 100);
      assert.isAtMost(looks, 4);
    }),
  );

  it.effect("reach a tail through onStatus", () =>
    Effect.gen(function* () {
      const told: Array<TailStatus> = [];
      const one = yield* cluster(40_000);
      const options = {
        protocol: "http",
        timeoutMs: 35_000,
        onStatus: (status: TailStatus) => void told.push(status),
      } as const;
      yield* outcomeOf(Stream.runDrain(one.ray.jobs.tailLogs("a", options)), 500);
      const pending = told.filter((status) => status.type === "pending");
      assert.strictEqual(pending.length, 3);
      assert.deepInclude(pending[0], { jobStatus: "PENDING", resources: { GPU: 4, CPU: 0.5, memory: 1024 } });
      assert.strictEqual(one.looks(), 3);
    }),
  );
});

describe("stop", () => {
  it.effect("of a pending job waits for its end and reports why it does not come", () =>
    Effect.gen(function* () {
      const told: Array<PendingStatus> = [];
      const one = yield* cluster(15_000);
      const options = { wait: true, onStatus: (status: PendingStatus) => void told.push(status) };
      assert.deepStrictEqual(yield* outcomeOf(one.ray.jobs.stop("a", options)), { stopped: true });
      assert.strictEqual(told.length, 2);
      assert.include(told[0]?.reason, "It needs 4 GPU");
    }),
  );

  it.effect("of a job that nothing will ever start ends with JobLost instead of waiting for ever", () =>
    Effect.gen(function* () {
      const stuck = yield* cluster(Number.POSITIVE_INFINITY, actorTable([]), { json: { stopped: false } });
      const error = yield* outcomeOf(stuck.ray.jobs.stop("a", { wait: true }));
      assert.deepInclude(error, { _tag: "JobLost", reason: "never-started" });
      assert.strictEqual(stuck.looks(), 3);
      assert.deepStrictEqual(yield* outcomeOf(stuck.ray.jobs.stop("a")), { stopped: false });
      const ended = yield* cluster(0, actorTable([]), { json: { stopped: false } });
      assert.deepStrictEqual(yield* outcomeOf(ended.ray.jobs.stop("a", { wait: true })), { stopped: false });
      assert.strictEqual(ended.looks(), 0);
    }),
  );
});
