import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, type Scope, Stream, Tracer } from "effect";
import { TestClock } from "effect/testing";
import { InvalidRequest, type JobwireError } from "../../src/errors.ts";
import { Ray, makeRayLayer } from "../../src/effect.ts";
import type { RayEffects } from "../../src/ray/effects.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import type { RayOptions } from "../../src/ray/types.ts";
import {
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const address = "http://127.0.0.1:8265";

const rayOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer,
  options: Partial<RayOptions> = {},
): Effect.Effect<{ readonly ray: RayEffects; readonly script: ScriptedAdapter }, JobwireError, Scope.Scope> => {
  const script = scriptedAdapter({ request });
  return Effect.map(makeRay(script.adapter, { address, ...options }), (ray) => ({ ray, script }));
};

describe("each operation", () => {
  it.effect("requests the documented path and returns the response", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(({ method, url }) => {
        switch (`${method} ${url.pathname}`) {
          case "GET /api/version":
            return { json: { version: "4", ray_version: "2.60.0", ray_commit: "c", session_name: "s" } };
          case "GET /api/gcs_healthz":
            return { body: "success" };
          case "GET /api/jobs/":
            return { json: [wireJob("a", "RUNNING"), wireJob("b", "FAILED")] };
          case "GET /api/v0/nodes":
            return { json: wireNodes([{ id: "n", state: "ALIVE" }]) };
          case "GET /api/jobs/a%20%2B1/logs":
            return { json: { logs: "one\ntwo\n" } };
          case "POST /api/jobs/a%20%2B1/stop":
            return { json: { stopped: true } };
          case "DELETE /api/jobs/a%20%2B1":
            return { json: { deleted: true } };
          default:
            return { json: wireJob("a +1", "SUCCEEDED") };
        }
      });
      const id = "a +1";
      assert.deepInclude(yield* outcomeOf(ray.version()), { apiVersion: "4", rayVersion: "2.60.0", sessionName: "s" });
      assert.isUndefined(yield* outcomeOf(ray.health()));
      assert.strictEqual(((yield* outcomeOf(ray.jobs.list())) as ReadonlyArray<unknown>).length, 2);
      assert.deepInclude(yield* outcomeOf(ray.jobs.get(id)), { submissionId: id });
      assert.strictEqual(yield* outcomeOf(ray.jobs.getLogs(id)), "one\ntwo\n");
      assert.deepStrictEqual(yield* outcomeOf(ray.jobs.stop(id)), { stopped: true });
      assert.deepStrictEqual(yield* outcomeOf(ray.jobs.stop(id, { wait: true })), { stopped: true });
      assert.isUndefined(yield* outcomeOf(ray.jobs.delete(id)));
      assert.deepInclude(yield* outcomeOf(ray.nodes.list()), { complete: true, matching: 1 });
      assert.deepInclude(yield* outcomeOf(ray.jobs.wait(id)), { status: "SUCCEEDED" });
      assert.deepInclude(yield* outcomeOf(ray.jobs.waitAll([])), { _tag: "InvalidRequest", reason: "local" });
      assert.strictEqual(script.requests.find(({ url }) => url.pathname === "/api/v0/nodes")?.url.search, "?limit=100");
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("that reads is tried three times, with the same range of delays each time", () =>
    Effect.gen(function* () {
      const flaky = yield* rayOver((_, index) => (index < 2 ? { fault: "reset" } : { json: wireJob("a", "RUNNING") }));
      assert.deepInclude(yield* outcomeOf(flaky.ray.jobs.get("a")), { status: "RUNNING" });
      const down = yield* rayOver(() => ({ status: 503 }));
      for (const effect of [
        down.ray.version(),
        down.ray.health(),
        down.ray.jobs.list(),
        down.ray.jobs.getLogs("a"),
        down.ray.nodes.list(),
      ]) {
        const before = down.script.requests.length;
        assert.deepInclude(yield* outcomeOf<unknown, JobwireError>(effect), {
          _tag: "ServerError",
          reason: "unavailable",
        });
        assert.strictEqual(down.script.requests.length - before, 3);
      }
      const sound = yield* rayOver(() => ({ status: 404, body: "Job a does not exist" }));
      assert.deepInclude(yield* outcomeOf(sound.ray.jobs.get("a")), { _tag: "NotFound", reason: "unknown-job" });
      assert.strictEqual(sound.script.requests.length, 1);
    }),
  );

  it.effect("has a time limit for the whole call, retries included", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ silence: true }), { timeoutMs: 7000 });
      assert.deepInclude(yield* outcomeOf(ray.jobs.get("a")), { _tag: "Timeout", reason: "deadline" });
      assert.deepInclude(yield* outcomeOf(ray.jobs.stop("a", { wait: true })), { _tag: "Timeout", reason: "deadline" });
      assert.deepInclude(yield* outcomeOf(ray.jobs.wait("a", { timeoutMs: 20_000 })), {
        _tag: "Timeout",
        reason: "deadline",
      });
      // The client's limit is for calls: a wait retries through the outage.
      const long = yield* Effect.forkChild(ray.jobs.wait("a"));
      yield* TestClock.adjust("60 seconds");
      assert.isUndefined(long.pollUnsafe());
      yield* Fiber.interrupt(long);
      assert.deepInclude(yield* outcomeOf(ray.jobs.get("a", { timeoutMs: 12_000 })), {
        _tag: "Timeout",
        reason: "deadline",
      });
      assert.deepInclude(yield* outcomeOf(ray.jobs.get("a", { timeoutMs: -1 })), { _tag: "InvalidRequest" });
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("refuses an invalid id before it sends anything", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ json: {} }));
      for (const id of ["", "a/b", "..", "a\n"]) {
        const all: ReadonlyArray<Effect.Effect<unknown, JobwireError>> = [
          ray.jobs.get(id),
          ray.jobs.getLogs(id),
          ray.jobs.stop(id),
          ray.jobs.delete(id),
          ray.jobs.wait(id),
          ray.jobs.waitAll(["a", id]),
          ray.jobs.result(id),
          Stream.runCollect(ray.jobs.tailLogs(id)),
          ray.jobs.idOf(id),
        ];
        for (const effect of all)
          assert.deepInclude(yield* outcomeOf(effect), { _tag: "InvalidRequest", reason: "local" });
      }
      assert.strictEqual(script.requests.length, 0);
    }),
  );

  it.effect("delete: a job that is gone after an attempt that may have worked counts as deleted", () =>
    Effect.gen(function* () {
      const gone: ScriptedAnswer = { status: 404, body: "Job a does not exist" };
      const lost = yield* rayOver((_, index) => (index === 0 ? { fault: "reset" } : gone));
      assert.isUndefined(yield* outcomeOf(lost.ray.jobs.delete("a")));
      const never = yield* rayOver(() => gone);
      assert.deepInclude(yield* outcomeOf(never.ray.jobs.delete("a")), { _tag: "NotFound" });
      const running = yield* rayOver(() => ({
        status: 500,
        body: "RuntimeError: it is in a non-terminal state RUNNING.\n.",
      }));
      assert.deepInclude(yield* outcomeOf(running.ray.jobs.delete("a")), { _tag: "Conflict", reason: "not-terminal" });
    }),
  );

  it.effect("stop with wait continues until the job is terminal", () =>
    Effect.gen(function* () {
      let polls = 0;
      const { ray } = yield* rayOver(({ method }) =>
        method === "POST" ? { json: { stopped: true } } : { json: wireJob("a", ++polls < 4 ? "RUNNING" : "STOPPED") },
      );
      assert.deepStrictEqual(yield* outcomeOf(ray.jobs.stop("a", { wait: true })), { stopped: true });
      assert.strictEqual(polls, 4);
    }),
  );

  it.effect("health: only a success is healthy", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver(() => ({ body: "<html>fine" }));
      assert.deepInclude(yield* outcomeOf(ray.health()), { _tag: "BadResponse" });
    }),
  );
});

describe("a result", () => {
  const resultOf = (job: object): Effect.Effect<unknown, JobwireError, Scope.Scope> =>
    Effect.flatMap(
      rayOver(() => ({ json: job })),
      ({ ray }) => outcomeOf(ray.jobs.result("a")),
    );

  it.effect("is the job, JobFailed with the server's message, or JobStopped", () =>
    Effect.gen(function* () {
      assert.deepInclude((yield* resultOf(wireJob("a", "SUCCEEDED"))) as object, { status: "SUCCEEDED" });
      const failed = (yield* resultOf({
        ...wireJob("a", "FAILED"),
        error_type: "JOB_ENTRYPOINT_COMMAND_ERROR",
        driver_exit_code: 3,
        message:
          "Job entrypoint command failed with exit code 3, last available logs (truncated to 20,000 chars):\nx\nValueError: \u001b[31mno\n",
      })) as JobwireError;
      assert.deepInclude(failed, { _tag: "JobFailed", errorType: "JOB_ENTRYPOINT_COMMAND_ERROR", exitCode: 3 });
      assert.strictEqual(
        failed.shortMessage,
        "job a at http://127.0.0.1:8265 failed (JOB_ENTRYPOINT_COMMAND_ERROR, exit code 3): ValueError: \\x1b[31mno",
      );
      assert.include(failed.serverText, "last available logs");
      const early = (yield* resultOf({
        ...wireJob("a", "FAILED"),
        error_type: "RUNTIME_ENV_SETUP_FAILURE",
        message: null,
      })) as JobwireError;
      assert.deepInclude(early, { _tag: "JobFailed", exitCode: null });
      assert.deepInclude((yield* resultOf(wireJob("a", "STOPPED"))) as object, { _tag: "JobStopped" });
    }),
  );
});

describe("options", () => {
  it.effect("that cannot work are refused when the client is made", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<Partial<RayOptions>> = [
        { address: "ray://head:10001" },
        { address: "head:6379" },
        { address: "http://me:pw@head:8265" },
        { address: "http://head:8265", token: "abcd" },
        { pollIntervalMs: 0 },
        { retryForMs: Number.NaN },
        { timeouts: { requestMs: -5 } },
      ];
      for (const options of wrong) {
        assert.deepInclude(yield* Effect.flip(rayOver(() => ({}), options)), {
          _tag: "InvalidRequest",
          reason: "local",
        });
      }
    }),
  );
});

describe("for Effect", () => {
  it.effect("the cluster is a service with a layer", () =>
    Effect.gen(function* () {
      const { adapter } = scriptedAdapter({ request: () => ({ json: wireJob("a", "RUNNING") }) });
      const status = Effect.gen(function* () {
        const ray = yield* Ray;
        return (yield* ray.jobs.get("a")).status;
      });
      assert.strictEqual(yield* outcomeOf(Effect.provide(status, makeRayLayer(adapter, { address }))), "RUNNING");
    }),
  );

  it.effect("a layer reads options given as a function each time it is built, and fails with what that throws", () =>
    Effect.gen(function* () {
      const { adapter } = scriptedAdapter({ request: () => ({ json: {} }) });
      let reads = 0;
      const layer = makeRayLayer(adapter, () => {
        reads += 1;
        return { address };
      });
      assert.strictEqual(reads, 0);
      const used = Effect.map(Ray, (ray) => ray.address);
      assert.strictEqual(yield* outcomeOf(Effect.provide(used, layer)), address);
      assert.strictEqual(reads, 1);
      const failing = makeRayLayer(adapter, () => {
        throw new InvalidRequest({ message: "RAY_ADDRESS is not set", reason: "local" });
      });
      const error = yield* Effect.flip(Effect.provide(used, failing));
      assert.strictEqual(error.message, "RAY_ADDRESS is not set");
    }),
  );

  it.effect("each operation has one span, without secrets", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = [];
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options);
          spans.push(span);
          return span;
        },
      });
      const { ray } = yield* rayOver(() => ({ json: wireJob("a", "SUCCEEDED") }), { token: "secret-token" });
      yield* outcomeOf(Effect.withTracer(Effect.andThen(ray.jobs.get("a"), ray.jobs.wait("a")), tracer));
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["jobwire.ray.jobs.get", "jobwire.ray.jobs.wait"],
      );
      for (const { attributes } of spans) {
        assert.deepStrictEqual(Object.fromEntries(attributes), { "server.address": address, "jobwire.job.id": "a" });
      }
    }),
  );

  it.effect("a handle's JSON restores its id", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver(() => ({}));
      const json: unknown = JSON.parse(JSON.stringify(ray.jobs.handleJson("a")));
      assert.strictEqual(yield* ray.jobs.idOf(json as ReturnType<typeof ray.jobs.handleJson>), "a");
      for (const wrong of [
        {},
        null,
        { kind: "jobwire/ray-job", version: 2, submissionId: "a" },
        { kind: "x", version: 1, submissionId: "a" },
        { kind: "jobwire/ray-job", version: 1 },
        { kind: "jobwire/ray-job", version: 1, submissionId: "a/b" },
      ]) {
        assert.deepInclude(yield* Effect.flip(ray.jobs.idOf(wrong as ReturnType<typeof ray.jobs.handleJson>)), {
          _tag: "InvalidRequest",
        });
      }
    }),
  );

  it.effect("interruption leaves nothing open", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => ({ silence: true }));
      const fiber = yield* Effect.forkChild(ray.jobs.get("a"));
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5)));
      yield* TestClock.adjust(1);
      assert.strictEqual(script.open(), 1);
      fiber.interruptUnsafe();
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5)));
      assert.strictEqual(script.open(), 0);
    }),
  );
});
