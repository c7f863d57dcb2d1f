import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { RayEffects } from "../../src/ray/effects.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import type { SubmitRequest } from "../../src/ray/types.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { bodyText, recorded } from "../support/recordings.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob } from "../support/wire-job.ts";

const unknownJob: ScriptedAnswer = { status: 404, body: "Job x does not exist" };
const duplicate: ScriptedAnswer = {
  status: 500,
  body: bodyText(recorded("jobs-submit.json", "submit, duplicate submission_id")),
};
const noSpace: ScriptedAnswer = {
  status: 500,
  body: bodyText(recorded("jobs-submit.json", "submit, submission_id with a slash")).replace(
    /FileNotFoundError[^\n]*/,
    "OSError: [Errno 28] No space left on device: '/tmp/ray/logs/job-driver-x.log'",
  ),
};
const agentLost: ScriptedAnswer = {
  status: 500,
  body: 'Traceback (most recent call last):\n  File "job_head.py", line 419, in submit_job\naiohttp.client_exceptions.ServerDisconnectedError: Server disconnected\n',
};
const restarting: ScriptedAnswer = { status: 500, body: "500 Internal Server Error\n\nServer got itself in trouble" };

interface Cluster {
  readonly ray: RayEffects;
  readonly script: ScriptedAdapter;
  readonly posts: () => number;
  readonly gets: () => number;
  /** The response for the actor table. */
  readonly looks: () => number;
}

/** The actor table with or without the supervisor of this job. */
const actors = (...names: ReadonlyArray<string>): ScriptedAnswer => ({
  json: {
    result: true,
    msg: "",
    data: {
      result: {
        total: 7,
        num_after_truncation: 7,
        num_filtered: names.length,
        result: names.map((name) => ({
          actor_id: "a1",
          class_name: "JobSupervisor",
          state: "PENDING_CREATION",
          job_id: "01000000",
          name,
          required_resources: { GPU: 4 },
        })),
        partial_failure_warning: "",
        warnings: null,
      },
    },
  },
});

/** A cluster with scripted responses to the n-th POST and the n-th GET; `taken` responds as a server that accepted the job. */
const cluster = (script: {
  readonly post: (index: number, taken: ScriptedAnswer) => ScriptedAnswer;
  readonly get?: (index: number, found: ScriptedAnswer) => ScriptedAnswer;
  /** The response for the actor table; default: a server without one. */
  readonly actors?: (index: number) => ScriptedAnswer;
}): Effect.Effect<Cluster, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    let posts = 0;
    let gets = 0;
    let looks = 0;
    const scripted = scriptedAdapter({
      request: ({ method, body, url }) => {
        if (method === "POST") {
          const { submission_id: id } = JSON.parse(body ?? "{}") as { submission_id: string };
          return script.post(posts++, { json: { job_id: id, submission_id: id } });
        }
        if (url.pathname === "/api/v0/actors")
          return script.actors?.(looks++) ?? { status: 404, body: "404: Not Found" };
        const id = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
        return (
          script.get?.(gets++, {
            json: { ...wireJob(id, "RUNNING"), entrypoint: "python a.py", metadata: { team: "a" } },
          }) ?? unknownJob
        );
      },
    });
    const ray = yield* makeRay(scripted.adapter, { address: "http://127.0.0.1:8265" });
    return { ray, script: scripted, posts: () => posts, gets: () => gets, looks: () => looks };
  });

const request: SubmitRequest = { entrypoint: "python a.py", metadata: { team: "a" } };

const submitted = ({ ray }: Cluster, own: SubmitRequest = request): Effect.Effect<string | JobwireError> =>
  outcomeOf(ray.jobs.submit(own));

describe("submit", () => {
  it.effect("reports the retries of its look-up", () =>
    Effect.gen(function* () {
      const one = yield* cluster({
        post: () => restarting,
        get: (index, found) => (index < 3 ? { status: 503, body: "no head yet" } : found),
      });
      const retries: Array<readonly [string, number]> = [];
      const id = yield* outcomeOf(
        one.ray.jobs.submit(request, { onRetry: (error, delayMs) => void retries.push([error._tag, delayMs]) }),
      );
      assert.isString(id);
      assert.deepStrictEqual(
        retries.map(([tag]) => tag),
        ["ServerError", "ServerError", "ServerError"],
      );
      assert.isTrue(retries.every(([, delayMs]) => delayMs >= 200 && delayMs <= 1_200));
      assert.deepStrictEqual([one.posts(), one.gets()], [1, 4]);
    }),
  );

  it.effect("sends every field once, with a new id", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: (_, taken) => taken });
      const id = yield* submitted(one, {
        entrypoint: "python a.py",
        runtimeEnv: {
          env_vars: { A: "1" },
          pip: ["x"],
          py_modules: undefined,
          extra: { nested: { deep: [1, null, true], left: undefined } },
        },
        metadata: { team: "a" },
        entrypointNumCpus: 0.5,
        entrypointNumGpus: 0,
        entrypointMemory: 1024,
        entrypointResources: { custom: 2 },
        entrypointLabelSelector: { "ray.io/x": "y" },
      });
      assert.match(String(id), /^raysubmit_[a-zA-Z0-9]{16}$/);
      assert.strictEqual(one.script.requests.length, 1);
      assert.deepStrictEqual(JSON.parse(one.script.requests[0]?.body ?? ""), {
        entrypoint: "python a.py",
        submission_id: id,
        runtime_env: { env_vars: { A: "1" }, pip: ["x"], nested: { deep: [1, null, true] } },
        metadata: { team: "a" },
        entrypoint_num_cpus: 0.5,
        entrypoint_num_gpus: 0,
        entrypoint_memory: 1024,
        entrypoint_resources: { custom: 2 },
        entrypoint_label_selector: { "ray.io/x": "y" },
      });
    }),
  );

  it.effect("uses the caller's id", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: (_, taken) => taken });
      assert.strictEqual(yield* submitted(one, { ...request, submissionId: "작업 1" }), "작업 1");
    }),
  );

  it.effect("refuses invalid requests before it sends anything", () =>
    Effect.gen(function* () {
      const circle: Record<string, unknown> = {};
      circle["self"] = circle;
      const wrong: ReadonlyArray<unknown> = [
        undefined,
        null,
        "python a.py",
        {},
        { entrypoint: 1 },
        { entrypoint: "a\u0000" },
        { entrypoint: "a", runtime_env: {} },
        { entrypoint: "a", submissionId: "" },
        { entrypoint: "a", submissionId: "a/b" },
        { entrypoint: "a", submissionId: ".." },
        { entrypoint: "a", runtimeEnv: [] },
        { entrypoint: "a", runtimeEnv: { extra: { f: () => 1 } } },
        { entrypoint: "a", runtimeEnv: { extra: { n: Number.NaN } } },
        { entrypoint: "a", runtimeEnv: { extra: { n: 1n } } },
        { entrypoint: "a", runtimeEnv: { extra: { n: new Map() } } },
        { entrypoint: "a", runtimeEnv: circle },
        { entrypoint: "a", metadata: { a: 1 } },
        { entrypoint: "a", metadata: "x" },
        { entrypoint: "a", entrypointNumCpus: -1 },
        { entrypoint: "a", entrypointNumGpus: "1" },
        { entrypoint: "a", entrypointMemory: 1.5 },
        { entrypoint: "a", entrypointMemory: Number.POSITIVE_INFINITY },
        { entrypoint: "a", entrypointResources: { x: "1" } },
        { entrypoint: "a", entrypointLabelSelector: { x: 1 } },
      ];
      const one = yield* cluster({ post: (_, taken) => taken });
      for (const each of wrong) {
        const error = yield* outcomeOf(one.ray.jobs.submit(each as SubmitRequest));
        assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" }, String(each));
      }
      assert.strictEqual(one.script.requests.length, 0);
    }),
  );

  it.effect("is looked up, not repeated, when the response was lost after the server accepted the job", () =>
    Effect.gen(function* () {
      const lost: ReadonlyArray<ScriptedAnswer> = [
        { fault: "reset" },
        { fault: "reset", reusedConnection: true },
        { fault: "truncated" },
        { fault: "unknown" },
        { silence: true },
        { status: 502 },
        { status: 503 },
        restarting,
        { body: "<html>logged out</html>" },
        { body: ['{"submission', { cut: "truncated" }] },
      ];
      for (const answer of lost) {
        const one = yield* cluster({ post: () => answer, get: (_, found) => found });
        const id = yield* submitted(one);
        assert.match(String(id), /^raysubmit_/, JSON.stringify(answer));
        assert.deepStrictEqual([one.posts(), one.gets()], [1, 1], JSON.stringify(answer));
      }
    }),
  );

  const pending = { ...wireJob("mine", "PENDING"), entrypoint: "python a.py", metadata: { team: "a" } };
  const mine: SubmitRequest = { ...request, submissionId: "mine" };

  it.effect("fails with Ray's message when Ray refused it and nothing starts the job that it lists nevertheless", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => noSpace, get: () => ({ json: pending }), actors: () => actors() });
      const error = yield* submitted(one, mine);
      assert.deepInclude(error, { _tag: "ServerError", reason: "never-started", statusCode: 500 });
      assert.include((error as JobwireError).message, "No space left on device");
      assert.include((error as JobwireError).message, "mine");
      assert.include((error as JobwireError).serverText ?? "", "Traceback");
      assert.deepStrictEqual([one.posts(), one.gets(), one.looks()], [1, 3, 3]);
    }),
  );

  it.effect("fails the same way without an actor table, when the node's agent raised the error", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => noSpace, get: () => ({ json: pending }) });
      assert.deepInclude(yield* submitted(one, mine), { _tag: "ServerError", reason: "never-started" });
      assert.deepStrictEqual([one.posts(), one.gets()], [1, 10]);
    }),
  );

  it.effect("reports an unknown outcome when Ray's own error leaves it open and the job stays PENDING", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => agentLost, get: () => ({ json: pending }) });
      const error = yield* submitted(one, mine);
      assert.deepInclude(error, { _tag: "CreateOutcomeUnknown", reason: "not-started" });
      assert.include((error as JobwireError).message, "Server disconnected");
      assert.include((error as JobwireError).message, "PENDING");
      assert.deepStrictEqual([one.posts(), one.gets()], [1, 10]);
    }),
  );

  it.effect("succeeds after Ray's own error when the job starts, has ended, or waits under its supervisor", () =>
    Effect.gen(function* () {
      for (const later of [
        { ...pending, status: "RUNNING" },
        { ...pending, driver_node_id: "n1" },
        { ...pending, status: "FAILED" },
      ]) {
        const one = yield* cluster({
          post: () => agentLost,
          get: (index) => ({ json: index < 2 ? pending : later }),
          actors: () => actors(),
        });
        assert.strictEqual(yield* submitted(one, mine), "mine");
        assert.deepStrictEqual([one.posts(), one.gets(), one.looks()], [1, 3, 2]);
      }
      const waiting = yield* cluster({
        post: () => agentLost,
        get: () => ({ json: pending }),
        actors: () => actors("_ray_internal_job_actor_MINE", "_ray_internal_job_actor_mine"),
      });
      assert.strictEqual(yield* submitted(waiting, mine), "mine");
      assert.deepStrictEqual([waiting.posts(), waiting.gets(), waiting.looks()], [1, 1, 1]);
      const another = yield* cluster({
        post: () => noSpace,
        get: () => ({ json: pending }),
        actors: () => actors("_ray_internal_job_actor_MINE"),
      });
      assert.deepInclude(yield* submitted(another, mine), { _tag: "ServerError", reason: "never-started" });
    }),
  );

  it.effect("accepts a listed job as its own when the response was a proxy's, whatever its status", () =>
    Effect.gen(function* () {
      for (const answer of [
        { status: 502, body: "<html>bad gateway" },
        { status: 500, headers: { "content-type": "text/html" }, body: "<html>500" },
        restarting,
        { fault: "reset" },
      ] satisfies Array<ScriptedAnswer>) {
        const one = yield* cluster({ post: () => answer, get: () => ({ json: pending }), actors: () => actors() });
        assert.strictEqual(yield* submitted(one, mine), "mine", JSON.stringify(answer));
        assert.deepStrictEqual([one.posts(), one.gets(), one.looks()], [1, 1, 0]);
      }
    }),
  );

  it.effect("retries an unreadable look-up, and accepts only a job with the same entrypoint and metadata", () =>
    Effect.gen(function* () {
      const later = yield* cluster({
        post: () => ({ fault: "reset" }),
        get: (index, found) => (index < 4 ? { fault: "refused" } : found),
      });
      assert.match(String(yield* submitted(later)), /^raysubmit_/);
      assert.strictEqual(later.posts(), 1);
      for (const other of [
        { entrypoint: "other", metadata: { team: "a" } },
        { entrypoint: "python a.py", metadata: { team: "b" } },
        { entrypoint: "python a.py" },
      ]) {
        const one = yield* cluster({ post: () => ({ fault: "reset" }), get: (_, found) => found });
        const error = yield* submitted(one, { ...other, submissionId: "mine" });
        assert.deepInclude(error, { _tag: "Conflict", reason: "exists" });
        assert.strictEqual(one.posts(), 1);
      }
    }),
  );

  it.effect("is sent again with the same id once the job is proven absent", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: (index, taken) => (index === 0 ? restarting : taken), get: () => unknownJob });
      const id = yield* submitted(one);
      assert.deepStrictEqual([one.posts(), one.gets()], [2, 3]);
      const sent = one.script.requests
        .filter(({ method }) => method === "POST")
        .map(({ body }) => JSON.parse(body ?? "").submission_id);
      assert.deepStrictEqual(sent, [id, id]);
    }),
  );

  it.effect("accepts a late first send as its own when the second finds the id in use", () =>
    Effect.gen(function* () {
      const one = yield* cluster({
        post: (index) => (index === 0 ? { fault: "reset" } : duplicate),
        get: (index, found) => (index < 3 ? unknownJob : found),
      });
      assert.match(String(yield* submitted(one)), /^raysubmit_/);
      assert.deepStrictEqual([one.posts(), one.gets()], [2, 4]);
    }),
  );

  it.effect("fails with the failure itself when the job is absent after every send", () =>
    Effect.gen(function* () {
      const one = yield* cluster({ post: () => restarting, get: () => unknownJob });
      assert.deepInclude(yield* submitted(one), { _tag: "ServerError", reason: "internal" });
      assert.strictEqual(one.posts(), 3);
    }),
  );

  it.effect("reports an unknown outcome, with the id, when the look-up is unreadable", () =>
    Effect.gen(function* () {
      for (const answer of [
        { fault: "refused" },
        { status: 401, body: "Unauthorized" },
        { silence: true },
        { body: "<html>" },
      ] satisfies Array<ScriptedAnswer>) {
        const one = yield* cluster({ post: () => ({ fault: "reset" }), get: () => answer });
        const error = yield* submitted(one, { ...request, submissionId: "mine-1" });
        assert.deepInclude(error, { _tag: "CreateOutcomeUnknown" });
        assert.include((error as JobwireError).message, "mine-1");
        assert.strictEqual(one.posts(), 1);
      }
    }),
  );

  it.effect("reports it as well when its time expires while a send is open, and Timeout when none is", () =>
    Effect.gen(function* () {
      const open = yield* cluster({ post: () => ({ silence: true }) });
      const error = yield* outcomeOf(open.ray.jobs.submit({ ...request, submissionId: "mine-2" }, { timeoutMs: 3000 }));
      assert.deepInclude(error, { _tag: "CreateOutcomeUnknown", reason: "timeout" });
      assert.include((error as JobwireError).message, "mine-2");
      assert.strictEqual(open.script.open(), 0);
      const never = yield* cluster({ post: () => ({ fault: "refused" }) });
      const begin = yield* Clock.currentTimeMillis;
      assert.deepInclude(yield* outcomeOf(never.ray.jobs.submit(request, { timeoutMs: 300 })), {
        _tag: "Timeout",
        reason: "deadline",
      });
      assert.isAtMost((yield* Clock.currentTimeMillis) - begin, 500);
    }),
  );

  it.effect("is looked up once more before its time is over, whatever delay the server asks for", () =>
    Effect.gen(function* () {
      const busy: ScriptedAnswer = { status: 503, headers: { "retry-after": "600" } };
      for (const [timeoutMs, gets] of [
        [20_000, 2],
        [undefined, 2],
      ] as const) {
        const one = yield* cluster({
          post: () => ({ fault: "reset" }),
          get: (index, found) => (index === 0 ? busy : found),
        });
        assert.match(String(yield* outcomeOf(one.ray.jobs.submit(request, { timeoutMs }))), /^raysubmit_/);
        assert.deepStrictEqual([one.posts(), one.gets()], [1, gets]);
      }
    }),
  );

  it.effect("is sent again without a look-up when the server never saw it, three times in all", () =>
    Effect.gen(function* () {
      const once = yield* cluster({ post: (index, taken) => (index < 2 ? { fault: "refused" } : taken) });
      assert.match(String(yield* submitted(once)), /^raysubmit_/);
      assert.deepStrictEqual([once.posts(), once.gets()], [3, 0]);
      const down = yield* cluster({ post: () => ({ fault: "refused" }) });
      assert.deepInclude(yield* submitted(down), { _tag: "ConnectionFailed", reason: "refused" });
      assert.deepStrictEqual([down.posts(), down.gets()], [3, 0]);
    }),
  );

  it.effect("is never repeated after a refusal", () =>
    Effect.gen(function* () {
      const refusals: ReadonlyArray<readonly [ScriptedAnswer, string]> = [
        [{ status: 400, body: "TypeError: no" }, "InvalidRequest"],
        [{ status: 401, body: "Unauthorized" }, "Unauthorized"],
        [{ status: 403, body: "Forbidden" }, "Forbidden"],
        [{ status: 405, body: "'POST' method not allowed for browser traffic." }, "BrowserRefused"],
        [{ status: 413, body: "Maximum request body size 104857600 exceeded." }, "InvalidRequest"],
        [{ status: 429 }, "RateLimited"],
        [{ status: 307, headers: { location: "/elsewhere" } }, "RedirectRefused"],
        [{ status: 404, body: "404: Not Found" }, "NotFound"],
        [{ fault: "tls" }, "ConnectionFailed"],
        [{ fault: "blocked" }, "ConnectionFailed"],
        [duplicate, "Conflict"],
        [{ status: 500, body: bodyText(recorded("jobs-submit.json", "submit, bad label selector")) }, "InvalidRequest"],
        [{ json: { job_id: "other", submission_id: "other" } }, "BadResponse"],
      ];
      for (const [answer, tag] of refusals) {
        const one = yield* cluster({ post: () => answer, get: (_, found) => found });
        assert.strictEqual(((yield* submitted(one)) as JobwireError)._tag, tag);
        assert.deepStrictEqual([one.posts(), one.gets()], [1, 0], JSON.stringify(answer));
      }
    }),
  );
});
